package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.rule.EnvNameRule;
import io.d2k.domain.container.rule.UlimitRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.port.in.Files.Placement;
import io.d2k.domain.port.out.FileViews.Content;
import io.d2k.domain.port.out.StartFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Keeps what is copied into a container that does not run, for its starts. */
final class FileKeeping {
    /** More than this cannot shrink to what the cluster keeps of an archive, but for the most even of files. */
    private static final int LARGEST_KEPT = 16 << 20;

    private final StartFiles startFiles;
    private final FileViewing viewing;
    private final BiFunction<PodObservation, List<String>, ProcessTalk> talk;

    FileKeeping(
            StartFiles startFiles, FileViewing viewing, BiFunction<PodObservation, List<String>, ProcessTalk> talk) {
        this.startFiles = startFiles;
        this.viewing = viewing;
        this.talk = talk;
    }

    /**
     * Keeps an archive.
     *
     * @param ref what the client calls the container
     * @throws EngineException in Docker's words where the directory is none or read-only, or something of another kind is
     *     known to be where the first entry goes, {@code UNSUPPORTED} where the archive cannot be kept or unpacked
     */
    void keep(String ref, ObservedContainer container, Placement placement, InputStream archive) throws IOException {
        ContainerRecord record = container.record();
        // hidden in Docker, too; here a tar that meets the node's mounts would end each start
        FileUpload upload = new FileUpload(record, archive, path -> !NodeFileRule.mounted(path));
        String directory = directory(ref, container, placement, upload);
        WritablePlaceRule.check(record, directory);
        List<String> argv = ContainerViews.config(record).argv();
        if (argv.isEmpty()) {
            throw EngineException.unsupported("container " + record.name() + " is not running, and what its image runs"
                    + " is not known: name a command at its creation, or copy while it runs");
        }
        String below = FileUpload.below(directory);
        ByteArrayOutputStream kept = new KeptArchive(record);
        upload.write(upload.next(directory), directory, Optional.empty(), below, kept);
        List<String> limited = UlimitRule.under(record.spec(), ContainerViews.config(record), record.image(), argv);
        startFiles.add(record, EnvNameRule.havingAll(record.spec().process().env(), limited), kept.toByteArray());
        viewing.changed(record.id());
    }

    /**
     * Returns the directory, links resolved. An archive that cannot be unpacked would end each start of the container, so
     * a pod of its image is asked, except where the answer is evident, or the container has run and its files are gone.
     */
    private String directory(String ref, ObservedContainer container, Placement placement, FileUpload upload)
            throws IOException {
        ContainerRecord record = container.record();
        ContainerPath path = ContainerPath.of(placement.path());
        Content content = viewing.content(container);
        if (FileSources.evident(container, path) || content instanceof Content.Foreign) {
            // no pod for what lies there: it would cost each copy into a new container a second or two
            spare(
                    placement,
                    upload,
                    path.plain(),
                    entry -> !entry.directory() && FileSources.evidentDirectory(container, entry.path()));
            return path.plain();
        }
        try (FileViewing.Lease lease = viewing.borrow(record, content)) {
            String directory;
            try (ProcessTalk process = talk.apply(lease.pod(), FileScripts.place(path.text()))) {
                directory = FileAnswers.place(record, process, path, ref).path();
            }
            spare(placement, upload, directory, entry -> isTaken(lease.pod(), entry));
            return directory;
        } catch (ProcessTalk.LostException e) {
            return path.plain();
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.UNAVAILABLE) {
                return path.plain(); // the cluster has no place for the pod now, and may have when the container starts
            }
            throw e;
        }
    }

    /** Refuses what would take the place of something of another kind. */
    private static void spare(Placement placement, FileUpload upload, String directory, Look look) throws IOException {
        if (!placement.noOverwriteDirNonDir()) {
            return;
        }
        FirstEntry first = FirstEntry.of(upload.peek(directory), directory);
        if (first.exists() && look.sees(first)) {
            throw first.taken();
        }
    }

    /** Tells whether something of another kind is where an entry goes. */
    @FunctionalInterface
    private interface Look {
        boolean sees(FirstEntry entry) throws IOException;
    }

    private boolean isTaken(PodObservation pod, FirstEntry entry) throws IOException {
        try (ProcessTalk process =
                talk.apply(pod, FileScripts.stat("", entry.path().text()))) {
            String answer = process.answer();
            return FileAnswers.kind(answer) == 'S'
                    && FileAnswers.stat(entry.path(), FileAnswers.rest(answer))
                            .filter(found -> found.stat().directory() != entry.directory())
                            .isPresent();
        }
    }

    /** Holds an archive as long as it is small. */
    private static final class KeptArchive extends ByteArrayOutputStream {
        private final ContainerRecord record;

        private KeptArchive(ContainerRecord record) {
            this.record = record;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (count + length > LARGEST_KEPT) {
                throw EngineException.unsupported("the files are too large to be kept for the start of container "
                        + record.name() + ": copy them while it runs, or put them into a volume");
            }
            super.write(bytes, offset, length);
        }
    }
}
