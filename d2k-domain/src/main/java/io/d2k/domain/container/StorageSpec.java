package io.d2k.domain.container;

import java.util.List;
import java.util.Map;

/**
 * What a container mounts.
 *
 * @param binds {@code HostConfig.Binds} ({@code -v source:target[:options]}), as sent
 * @param mounts {@code HostConfig.Mounts} ({@code --mount})
 * @param tmpfs {@code HostConfig.Tmpfs}: target to options
 * @param anonymousVolumes targets of {@code Config.Volumes}
 * @param volumesFrom other containers whose volumes are mounted too
 * @param volumeDriver driver for volumes that are made by {@code binds}, empty for the default
 */
public record StorageSpec(
        List<String> binds,
        List<MountRequest> mounts,
        Map<String, String> tmpfs,
        List<String> anonymousVolumes,
        List<String> volumesFrom,
        String volumeDriver) {
    /** Copies the collections. */
    public StorageSpec {
        binds = List.copyOf(binds);
        mounts = List.copyOf(mounts);
        tmpfs = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(tmpfs));
        anonymousVolumes = List.copyOf(anonymousVolumes);
        volumesFrom = List.copyOf(volumesFrom);
    }

    /** Returns this with other {@code --mount}s. */
    public StorageSpec withMounts(List<MountRequest> newMounts) {
        return new StorageSpec(binds, newMounts, tmpfs, anonymousVolumes, volumesFrom, volumeDriver);
    }

    /** Nothing asked. */
    public static final StorageSpec NONE = new StorageSpec(List.of(), List.of(), Map.of(), List.of(), List.of(), "");
}
