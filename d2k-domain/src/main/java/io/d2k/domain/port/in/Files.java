package io.d2k.domain.port.in;

import io.d2k.domain.file.FileChange;
import io.d2k.domain.file.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Files in containers, as {@code docker cp} carries them. */
public interface Files {
    /**
     * Tells what a path is.
     *
     * @throws io.d2k.domain.error.EngineException {@code NOT_FOUND} for a missing container or path,
     *     {@code UNSUPPORTED} when the container does not run or has not the tools
     */
    FileStat stat(String containerRef, String path);

    /**
     * Begins to carry a path out; nothing is answered before it is known to be there.
     *
     * @throws io.d2k.domain.error.EngineException as {@link #stat}
     */
    Archive open(String containerRef, String path);

    /**
     * Begins to carry all files of a container out ({@code docker export}), without what is mounted in it.
     *
     * @throws io.d2k.domain.error.EngineException as {@link #stat}
     */
    Archive export(String containerRef);

    /**
     * Tells what of a container's files is not as its image has it, parents before what is in them ({@code docker diff}).
     * Takes a second or two.
     *
     * @throws io.d2k.domain.error.EngineException {@code NOT_FOUND} for a missing container, {@code UNSUPPORTED} where
     *     nobody knows
     */
    List<FileChange> changes(String containerRef);

    /**
     * Unpacks an archive in a directory of the container, as it comes. In a container that does not run it is kept, and
     * unpacked before the process of each later start.
     *
     * @param archive tar, plain or by gzip; read to its end
     * @throws io.d2k.domain.error.EngineException as {@link #stat}; in Docker's words and with its status where the
     *     place is read-only, no directory, or taken by something of another kind
     * @throws IOException when the client breaks off
     */
    void extract(String containerRef, Placement placement, InputStream archive) throws IOException;

    /**
     * Where an archive goes, and how.
     *
     * @param path the directory
     * @param noOverwriteDirNonDir whether a directory must not take the place of something else, nor the other way
     * @param copyUidGid whether all is to belong to the container's user
     */
    record Placement(String path, boolean noOverwriteDirNonDir, boolean copyUidGid) {}

    /** An archive on its way out of a container. */
    interface Archive extends AutoCloseable {
        /** Returns what the path is. */
        FileStat stat();

        /**
         * Writes the archive, as it comes.
         *
         * @throws IOException when either side breaks off; the archive is not whole then
         */
        void writeTo(OutputStream out) throws IOException;

        /** Ends it; may be called by another thread. */
        @Override
        void close();
    }
}
