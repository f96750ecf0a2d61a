package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.file.ContainerPath;
import java.util.List;
import java.util.Optional;

/** Where files may be put (moby {@code checkIfPathIsInAVolume}). */
final class WritablePlaceRule {
    private WritablePlaceRule() {}

    /**
     * Checks a directory of a container.
     *
     * @throws EngineException as {@link #check(String, List, boolean)}
     */
    static void check(ContainerRecord record, String directory) {
        check(directory, ContainerViews.mounts(record), record.spec().security().readonlyRootfs());
    }

    /**
     * Checks a directory, links resolved.
     *
     * @throws EngineException in Docker's words and with its status
     */
    static void check(String directory, List<MountPoint> mounts, boolean readOnlyRoot) {
        Optional<MountPoint> mount = mounts.stream()
                .filter(m -> ContainerPath.within(directory, m.destination()))
                .max((a, b) -> Integer.compare(
                        a.destination().length(), b.destination().length()));
        if (mount.isPresent() && !mount.get().readWrite()) {
            throw EngineException.internal("mounted volume is marked read-only");
        }
        if (mount.isEmpty() && readOnlyRoot) {
            throw EngineException.internal("container rootfs is marked read-only");
        }
    }
}
