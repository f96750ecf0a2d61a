package io.d2k.k8s.stream;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The room for output in files: a few at a time, each of a bounded size, in the directory for temporary files. */
final class SpillSpace {
    /** Bytes in one file. */
    static final int FILE_BYTES = 128 << 20;

    private static final System.Logger LOG = System.getLogger(SpillSpace.class.getName());
    private static final int FILES = 8;

    private final Semaphore free;
    private final int fileBytes;

    SpillSpace() {
        this(FILES, FILE_BYTES);
    }

    /**
     * Makes one of another size.
     *
     * @param files how many files at a time
     * @param fileBytes bytes in one
     */
    SpillSpace(int files, int fileBytes) {
        this.free = new Semaphore(files);
        this.fileBytes = fileBytes;
    }

    /** Returns a new file; nothing where there is no room for one. */
    Optional<SpillFile> open() {
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        try {
            Path path = Files.createTempFile("d2k-output", "");
            var channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            return Optional.of(new SpillFile(channel, fileBytes, free::release));
        } catch (IOException e) {
            free.release();
            LOG.log(Level.DEBUG, "output of slow clients is held in memory alone", e);
            return Optional.empty();
        }
    }
}
