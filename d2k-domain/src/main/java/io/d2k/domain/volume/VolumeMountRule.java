package io.d2k.domain.volume;

import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.Propagation;
import io.d2k.domain.volume.VolumeRequest.Access;

/** How a volume is mounted: its claim, or the directory of the node that its options name. */
public final class VolumeMountRule {
    private VolumeMountRule() {}

    /**
     * Returns the mount.
     *
     * @param readOnly whether this mount may only read; the options may say so for all
     * @param subPath part of the volume, empty for all
     */
    public static Mount mount(VolumeRecord volume, String target, boolean readOnly, String subPath) {
        return switch (VolumeOptionsRule.parse(volume.name(), volume.options(), 0)) {
            case VolumeRequest.Storage s ->
                new Mount.Claim(
                        volume.name(), volume.claim(), s.access() == Access.READ_WRITE_ONCE, target, readOnly, subPath);
            case VolumeRequest.Nfs n ->
                new Mount.Claim(volume.name(), volume.claim(), false, target, readOnly || n.readOnly(), subPath);
            case VolumeRequest.HostPath h ->
                new Mount.HostPath(
                        volume.name(),
                        subPath.isEmpty() ? h.path() : h.path() + "/" + subPath,
                        target,
                        readOnly || h.readOnly(),
                        Propagation.NONE);
        };
    }

    /** Returns whether the options forbid to write. */
    public static boolean readOnly(VolumeRecord volume) {
        return switch (VolumeOptionsRule.parse(volume.name(), volume.options(), 0)) {
            case VolumeRequest.Storage s -> false;
            case VolumeRequest.Nfs n -> n.readOnly();
            case VolumeRequest.HostPath h -> h.readOnly();
        };
    }
}
