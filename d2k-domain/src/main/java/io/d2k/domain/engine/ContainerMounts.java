package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.rule.MountDraft;
import io.d2k.domain.container.rule.MountRule;
import io.d2k.domain.container.rule.PropagationRule;
import io.d2k.domain.container.rule.VolumesFromRule;
import io.d2k.domain.engine.VolumeFilling.NamedMount;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.volume.VolumeMountRule;
import io.d2k.domain.volume.VolumeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges what a new container is to mount, makes the volumes that are missing, and takes them back. */
final class ContainerMounts {
    private final ContainerLookup lookup;
    private final VolumeService volumes;

    ContainerMounts(ContainerLookup lookup, VolumeService volumes) {
        this.lookup = lookup;
        this.volumes = volumes;
    }

    /**
     * What is to be mounted, all of it allowed.
     *
     * @param inherited mounts of other containers, as for {@code -v}
     * @param nameless volumes among these that were made for one of those containers alone
     * @param privileged whether the container is
     */
    record Wanted(List<MountDraft> drafts, List<String> inherited, Set<String> nameless, boolean privileged) {}

    /**
     * What is mounted.
     *
     * @param anonymous names of the volumes that nobody named, of which the last container that {@code rm -v} removes
     *     takes each along: those that were made for this one come first
     * @param made volumes that were not there before
     */
    record Made(List<Mount> mounts, List<NamedMount> named, List<String> anonymous, List<VolumeRecord> made) {
        Made() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /** Checks and translates; makes nothing. */
    Wanted judge(ContainerSpec spec, EffectiveConfig config, Warnings warnings) {
        List<String> inherited = inherited(spec.storage().volumesFrom(), warnings);
        List<MountDraft> drafts = MountRule.translate(spec.storage(), inherited, config.volumes());
        for (MountDraft draft : drafts) {
            switch (draft) {
                case MountDraft.Named n -> {
                    String driver = n.driver().isEmpty() ? spec.storage().volumeDriver() : n.driver();
                    volumes.judge(n.name(), driver, n.options(), warnings);
                }
                case MountDraft.Anonymous a -> volumes.judge("", a.driver(), a.options(), warnings);
                case MountDraft.Bind b -> volumes.requireAllowed(b);
                case MountDraft.Tmpfs t -> {}
            }
        }
        Set<String> nameless = spec.storage().volumesFrom().stream()
                .flatMap(text -> source(VolumesFromRule.parse(text)).anonymousVolumes().stream())
                .collect(Collectors.toSet());
        return new Wanted(drafts, inherited, nameless, spec.security().privileged());
    }

    private List<String> inherited(List<String> volumesFrom, Warnings warnings) {
        List<String> binds = new ArrayList<>();
        // of two that give a mount for one target the last counts
        for (String text : volumesFrom.reversed()) {
            VolumesFromRule.Source source = VolumesFromRule.parse(text);
            List<NamedMount> mounts = ContainerViews.namedMounts(source(source));
            binds.addAll(VolumesFromRule.binds(
                    source,
                    mounts.stream().map(NamedMount::draft).toList(),
                    mounts.stream().map(NamedMount::volume).toList(),
                    warnings));
        }
        return binds;
    }

    private ContainerRecord source(VolumesFromRule.Source source) {
        return lookup.requireNamed(source.container()).record();
    }

    /**
     * Makes volumes. They are in use until {@link #release}.
     *
     * @param owner the container's ID
     * @param made takes what has been made, also when a later one fails
     */
    void make(String owner, Wanted wanted, Made made) {
        makeAll(owner, wanted, made);
        made.named().stream()
                .filter(m -> m.draft() instanceof MountDraft.Named
                        && wanted.nameless().contains(m.volume()))
                .map(NamedMount::volume)
                .distinct()
                .forEach(made.anonymous()::add);
    }

    private void makeAll(String owner, Wanted wanted, Made made) {
        for (MountDraft draft : wanted.drafts()) {
            switch (draft) {
                case MountDraft.Named n -> {
                    VolumeRecord v = volume(owner, n.name(), n.options(), n.labels(), made);
                    made.mounts().add(VolumeMountRule.mount(v, n.target(), n.readOnly(), n.subPath()));
                    made.named().add(new NamedMount(n, v.name()));
                }
                case MountDraft.Anonymous a -> {
                    VolumeRecord v = volume(owner, "", a.options(), a.labels(), made);
                    made.anonymous().add(v.name());
                    made.mounts().add(VolumeMountRule.mount(v, a.target(), a.readOnly(), ""));
                    made.named().add(new NamedMount(a, v.name()));
                }
                case MountDraft.Bind b -> made.mounts().add(PropagationRule.mount(b, wanted.privileged()));
                case MountDraft.Tmpfs t -> made.mounts().add(new Mount.Memory(t.target(), t.sizeBytes(), t.readOnly()));
            }
        }
    }

    private VolumeRecord volume(
            String owner, String name, Map<String, String> options, Map<String, String> labels, Made made) {
        boolean present = !name.isEmpty() && volumes.exists(name);
        VolumeRecord volume = volumes.hold(owner, name, options, labels);
        if (!present) {
            made.made().add(volume);
        }
        return volume;
    }

    /** Lets others remove the volumes that a container does not mount. */
    void release(String owner) {
        volumes.release(owner);
    }

    /** Removes what was made for a container that could not be. */
    void undo(String owner, Made made, RuntimeException because) {
        release(owner);
        for (VolumeRecord volume : made.made()) {
            try {
                volumes.remove(volume.name(), true);
            } catch (EngineException e) {
                because.addSuppressed(e);
            }
        }
    }
}
