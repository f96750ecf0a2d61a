package io.d2k.domain.container;

import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One entry of {@code HostConfig.Mounts} ({@code --mount}).
 *
 * @param type {@code bind}, {@code volume}, {@code tmpfs}, {@code npipe} or {@code cluster}, as sent
 * @param source the volume's name or the host's path, empty for an anonymous volume
 * @param target the path in the container
 * @param readOnly whether the container may not write
 * @param noCopy whether a new volume stays empty rather than being filled from the image
 * @param subPath the part of the volume to mount, empty for all of it
 * @param volumeLabels labels for a volume that is made for this mount
 * @param driver the volume driver asked for, empty for the default
 * @param driverOptions the driver's options
 * @param tmpfsBytes size of a tmpfs, in bytes
 * @param tmpfsMode permission bits of a tmpfs
 * @param propagation which way mounts below a path of the host spread, such as {@code rslave}; empty for the default
 */
public record MountRequest(
        String type,
        String source,
        String target,
        boolean readOnly,
        boolean noCopy,
        String subPath,
        Map<String, String> volumeLabels,
        String driver,
        Map<String, String> driverOptions,
        OptionalLong tmpfsBytes,
        OptionalInt tmpfsMode,
        String propagation) {
    /** Copies the maps. */
    public MountRequest {
        volumeLabels = Map.copyOf(volumeLabels);
        driverOptions = Map.copyOf(driverOptions);
    }

    /** Returns this between other places. */
    public MountRequest between(String newSource, String newTarget) {
        return new MountRequest(
                type,
                newSource,
                newTarget,
                readOnly,
                noCopy,
                subPath,
                volumeLabels,
                driver,
                driverOptions,
                tmpfsBytes,
                tmpfsMode,
                propagation);
    }
}
