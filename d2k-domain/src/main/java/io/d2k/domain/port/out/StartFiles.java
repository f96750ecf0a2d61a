package io.d2k.domain.port.out;

import io.d2k.domain.container.ContainerRecord;
import java.util.List;

/** Archives that are unpacked in a container before its process is started. Removed with the container. */
public interface StartFiles {
    /**
     * Adds an archive to those of a container.
     *
     * @param argv the process: entrypoint and command, as it is to be started afterwards
     * @param archive a plain tar with names relative to the root
     * @throws io.d2k.domain.error.EngineException {@code UNSUPPORTED} when it is more than the cluster keeps
     */
    void add(ContainerRecord record, List<String> argv, byte[] archive);

    /** Returns whether a container has any. */
    boolean any(ContainerRecord record);
}
