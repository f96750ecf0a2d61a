package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.container.rule.MountDraft;
import io.d2k.domain.container.rule.MountRule;
import io.d2k.domain.container.rule.PropagationRule;
import io.d2k.domain.volume.VolumeMountRule;
import io.d2k.domain.volume.VolumeRecord;
import java.util.List;
import java.util.Optional;

/** What the tasks of services mount. */
final class ServiceVolumes {
    private final VolumeService volumes;

    ServiceVolumes(VolumeService volumes) {
        this.volumes = volumes;
    }

    /**
     * Returns what is asked for.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words, or where the operator does not allow it
     */
    List<MountDraft> drafts(StorageSpec storage, EffectiveConfig config) {
        List<MountDraft> drafts = MountRule.translate(storage, List.of(), config.volumes());
        for (MountDraft draft : drafts) {
            if (draft instanceof MountDraft.Bind b) {
                volumes.requireAllowed(b);
            }
        }
        return drafts;
    }

    /**
     * Returns a volume, which is made where there is none.
     *
     * @param made takes what was made
     */
    VolumeRecord ensure(MountDraft.Named draft, List<VolumeRecord> made) {
        boolean present = volumes.exists(draft.name());
        VolumeRecord volume = volumes.ensure(draft.name(), draft.options(), draft.labels(), new Warnings());
        if (!present) {
            made.add(volume);
        }
        return volume;
    }

    /**
     * Returns what tasks mount.
     *
     * @param volume the one that is named
     */
    static Mount mount(MountDraft draft, Optional<VolumeRecord> volume) {
        return switch (draft) {
            case MountDraft.Named n ->
                VolumeMountRule.mount(volume.orElseThrow(), n.target(), n.readOnly(), n.subPath());
            // each task has its own, which goes with it
            case MountDraft.Anonymous a -> new Mount.Scratch(a.target(), a.readOnly());
            case MountDraft.Bind b -> PropagationRule.mount(b, false);
            case MountDraft.Tmpfs t -> new Mount.Memory(t.target(), t.sizeBytes(), t.readOnly());
        };
    }

    /** Takes back the volumes that were made for a service which could not be made. */
    void undo(List<VolumeRecord> made, RuntimeException because) {
        for (VolumeRecord volume : made) {
            try {
                volumes.remove(volume.name(), true);
            } catch (RuntimeException e) {
                because.addSuppressed(e);
            }
        }
    }
}
