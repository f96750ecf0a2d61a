package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.rule.MountDraft;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.port.out.VolumeStore;
import io.d2k.domain.service.ObservedService.Workload;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.volume.FillReport;
import io.d2k.domain.volume.VolumeMountRule;
import io.d2k.domain.volume.VolumeRecord;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which volumes are filled from an image before a container's first process, as Docker fills those that are empty
 * at its creation, and remembers which never have to be again: looking costs a second of the start.
 */
final class VolumeFilling {
    private static final Logger LOG = System.getLogger(VolumeFilling.class.getName());

    private final VolumeStore volumes;
    /** Images that turned out to have no shell or no cp. */
    private final ImageMemory bare = new ImageMemory();
    /** Whether the cluster takes no pod that fills volumes. */
    private volatile boolean refused;

    /** Begins with what the operator has said. */
    VolumeFilling(VolumeStore volumes, EngineSettings settings) {
        this.volumes = volumes;
        this.refused = settings.restricted();
    }

    /** Returns the mounts to fill at the first start of a container that is being created. */
    List<Mount> atCreation(String image, Optional<ImageFacts> facts, List<NamedMount> mounts, Warnings warnings) {
        List<Mount> fills = empty(mounts);
        return stayEmpty(!fills.isEmpty(), "container", image, facts, warnings) ? List.of() : fills;
    }

    /** Returns the mounts to fill at the next start of a container: none once its process has started. */
    List<Mount> atStart(ContainerRecord record) {
        boolean begun = record.lastRun().filter(LastRun::ran).isPresent();
        return begun || refused || bare.knows(record.spec().image(), record.image())
                ? List.of()
                : empty(ContainerViews.namedMounts(record));
    }

    /**
     * Returns the targets of the mounts that tasks fill.
     *
     * @param drafts what they mount; volumes that are not there yet are made empty
     */
    List<String> ofTasks(String image, Optional<ImageFacts> facts, List<MountDraft> drafts, Warnings warnings) {
        List<String> targets = drafts.stream()
                .filter(MountDraft::copies)
                .filter(d -> !(d instanceof MountDraft.Named n)
                        || volumes.find(n.name()).filter(VolumeRecord::filled).isEmpty())
                .map(MountDraft::target)
                .toList();
        return stayEmpty(!targets.isEmpty(), "service", image, facts, warnings) ? List.of() : targets;
    }

    /** Returns whether nothing can be filled, and warns of that. */
    private boolean stayEmpty(boolean any, String what, String image, Optional<ImageFacts> facts, Warnings warnings) {
        if (!any || !refused && !bare.knows(image, facts)) {
            return false;
        }
        warnings.add("The new volumes of the " + what + " stay empty: "
                + (refused
                        ? "the namespace lets no pod run as root, as which d2k would fill them with the content of "
                                + image
                        : image + " has no shell and cp, by which d2k would fill them with its content")
                + ".");
        return true;
    }

    private List<Mount> empty(List<NamedMount> mounts) {
        List<Mount> fills = new ArrayList<>();
        for (NamedMount m : mounts) {
            if (m.draft().copies()) {
                volumes.find(m.volume())
                        // a volume that nobody may write is nobody's to fill
                        .filter(v -> !v.filled() && !VolumeMountRule.readOnly(v))
                        .ifPresent(v ->
                                fills.add(VolumeMountRule.mount(v, m.draft().target(), false, "")));
            }
        }
        return fills;
    }

    /** Learns from the pod of a start that filled volumes. */
    void learn(ContainerRecord record, List<Mount> fills, PodObservation pod) {
        if (!fills.isEmpty()) {
            learn(pod).ifPresent(why -> bare(record, why));
        }
    }

    /** Learns from a pod of a service's. */
    void learn(ServiceRecord record, PodObservation pod) {
        if (!record.fills().isEmpty()) {
            learn(pod).ifPresent(why -> bare(record, why));
        }
    }

    /** Returns why nothing can be filled, where that is so. */
    private Optional<String> learn(PodObservation pod) {
        FillReport report = FillReport.parse(pod.preparation());
        report.filled().forEach(this::mark);
        return report.missing().isEmpty()
                ? Optional.empty()
                : Optional.of("its image has no " + String.join(", ", report.missing()));
    }

    private void mark(String name) {
        Optional<VolumeRecord> volume = volumes.find(name).filter(v -> !v.filled());
        try {
            volume.ifPresent(volumes::markFilled);
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "volume " + name + " will be looked into once more: " + e.getMessage());
        }
    }

    /** Learns that nothing can be filled from a container's image. */
    void bare(ContainerRecord record, String why) {
        bare("container " + record.name(), record.spec().image(), record.image(), why);
    }

    /** Learns that nothing can be filled from the image of a service. */
    void bare(ServiceRecord record, String why) {
        bare("service " + record.name(), record.spec().task().container().image(), record.image(), why);
    }

    /**
     * Learns that the cluster takes no pod that fills volumes.
     *
     * @param who what has run without
     */
    void refused(String who, String why) {
        refused = true;
        LOG.log(
                Level.WARNING,
                "the new volumes of {0} stay empty, since the cluster refuses what fills them: {1}",
                who,
                why);
    }

    /** Returns whether it is what fills volumes that keeps the pods of a service from being made. */
    static boolean refused(Workload workload) {
        return workload.filling() && workload.problem().contains(FillReport.STEP);
    }

    private void bare(String who, String image, Optional<ImageFacts> facts, String why) {
        if (bare.learn(image, facts)) {
            LOG.log(
                    Level.WARNING,
                    "the new volumes of " + who + " stay empty, since they are filled by a shell and cp of " + image
                            + ": " + why);
        }
    }

    /**
     * A mount with the volume that it is of.
     *
     * @param volume the volume's name, empty for what is none
     */
    record NamedMount(MountDraft draft, String volume) {}
}
