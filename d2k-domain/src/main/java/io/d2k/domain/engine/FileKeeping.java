package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.rule.EnvNameRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.file.TarNames;
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
     * @param written the directory, as the client writes it
     * @throws EngineException in Docker's words where the directory is none or read-only, {@code UNSUPPORTED} where the
     *     archive cannot be kept or unpacked
     */
    void keep(String ref, ObservedContainer container, String written, InputStream archive) throws IOException {
        ContainerRecord record = container.record();
        String directory = directory(ref, container, ContainerPath.of(written));
        WritablePlaceRule.check(record, directory);
        List<String> argv = ContainerViews.config(record).argv();
        if (argv.isEmpty()) {
            throw EngineException.unsupported("container " + record.name() + " is not running, and what its image runs"
                    + " is not known: name a command at its creation, or copy while it runs");
        }
        String below = directory.equals("/") ? "" : TarNames.raw(directory).substring(1) + "/";
        // hidden in Docker, too; here a tar that meets the node's mounts would end each start
        FileUpload upload = new FileUpload(record, archive, name -> !NodeFileRule.mounted("/" + below + name));
        ByteArrayOutputStream kept = new KeptArchive(record);
        upload.write(upload.next(directory), directory, Optional.empty(), below, kept);
        startFiles.add(record, EnvNameRule.havingAll(record.spec().process().env(), argv), kept.toByteArray());
        viewing.changed(record.id());
    }

    /**
     * Returns the directory, links resolved. An archive that cannot be unpacked would end each start of the container, so
     * a pod of its image is asked, except where the answer is evident, or the container has run and its files are gone.
     */
    private String directory(String ref, ObservedContainer container, ContainerPath path) throws IOException {
        ContainerRecord record = container.record();
        Content content = viewing.content(container);
        if (FileSources.evident(container, path) || content instanceof Content.Foreign) {
            return path.plain();
        }
        try (FileViewing.Lease lease = viewing.borrow(record, content);
                ProcessTalk process = talk.apply(lease.pod(), FileScripts.place(path.text()))) {
            return FileAnswers.place(record, process, path, ref).path();
        } catch (ProcessTalk.LostException e) {
            return path.plain();
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.UNAVAILABLE) {
                return path.plain(); // the cluster has no place for the pod now, and may have when the container starts
            }
            throw e;
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
