package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.file.FileChange;
import io.d2k.domain.file.FileMode;
import io.d2k.domain.file.FileStat;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarException;
import io.d2k.domain.port.in.Files;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import io.d2k.domain.port.out.StartFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.zip.ZipException;

/** Carries files into and out of containers by the shell, stat and tar of their images. */
final class ContainerFiles implements Files, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final SuddenEnd end;
    private final PodProcesses processes;
    private final FileKeeping keeping;
    private final FileViewing viewing;
    private final FileSources sources;
    private final ContainerDiff diff;
    private final ContainerEvents events;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cp-limit").factory());

    ContainerFiles(
            ContainerLookup lookup,
            ContainerWatch watch,
            PodProcesses processes,
            StartFiles startFiles,
            Function<ScheduledExecutorService, FileViewing> viewing,
            Function<FileViewing, ContainerDiff> diff,
            ContainerEvents events) {
        this.end = new SuddenEnd(lookup, watch);
        this.processes = processes;
        this.viewing = viewing.apply(timer);
        this.sources = new FileSources(this.viewing);
        this.diff = diff.apply(this.viewing);
        this.keeping = new FileKeeping(startFiles, this.viewing, (pod, script) -> talk(pod, script, false));
        this.events = events;
    }

    @Override
    public FileStat stat(String containerRef, String written) {
        ContainerPath path = ContainerPath.of(written);
        return end.outlive(containerRef, container -> stat(containerRef, container, path));
    }

    private FileStat stat(String containerRef, ObservedContainer container, ContainerPath path) {
        ContainerRecord record = container.record();
        if (FileSources.evident(container, path)) {
            return new FileStat(path.base(), 0, FileMode.directoryWith(0755), record.created(), "");
        }
        try (FileSources.Source source = sources.of(container, path);
                ProcessTalk process = talk(source.pod(), FileScripts.stat(source.bound(), path.text()), false)) {
            return statAnswer(record, process, path, containerRef).stat();
        } catch (IOException e) {
            throw FileFailure.noAnswer(record, -1, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Archive open(String containerRef, String written) {
        ContainerPath path = ContainerPath.of(written);
        return open(containerRef, path, "archive-path", (record, stat) -> FileArchive.copied(path, stat));
    }

    @Override
    public Archive export(String containerRef) {
        return open(containerRef, ContainerPath.of("/"), "export", (record, stat) -> new ExportLayout(record));
    }

    @Override
    public List<FileChange> changes(String containerRef) {
        return end.outlive(containerRef, diff::of);
    }

    private Archive open(
            String containerRef,
            ContainerPath path,
            String action,
            BiFunction<ContainerRecord, FileAnswers.Stat, FileArchive.Layout> layout) {
        return end.outlive(containerRef, container -> open(containerRef, container, path, action, layout));
    }

    private Archive open(
            String containerRef,
            ObservedContainer container,
            ContainerPath path,
            String action,
            BiFunction<ContainerRecord, FileAnswers.Stat, FileArchive.Layout> layout) {
        ContainerRecord record = container.record();
        FileSources.Source source = sources.of(container, path);
        try {
            FileArchive archive = archive(containerRef, record, path, source, layout);
            events.publish(record, action);
            return archive;
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private FileArchive archive(
            String containerRef,
            ContainerRecord record,
            ContainerPath path,
            FileSources.Source source,
            BiFunction<ContainerRecord, FileAnswers.Stat, FileArchive.Layout> layout) {
        ProcessTalk process =
                talk(source.pod(), FileScripts.pack(source.bound(), path.text(), path.directory(), path.base()), false);
        return orClosed(record, process, () -> {
            FileAnswers.Stat stat = statAnswer(record, process, path, containerRef);
            return new FileArchive(record, path, stat, process, layout.apply(record, stat), source.end());
        });
    }

    /** What a process says first. */
    private interface Answer<T> {
        T read() throws IOException;
    }

    /** Returns the first answer of a process that goes on, and closes one that gives none. */
    private static <T> T orClosed(ContainerRecord record, ProcessTalk process, Answer<T> answer) {
        try {
            return answer.read();
        } catch (IOException e) {
            process.close();
            throw FileFailure.noAnswer(record, -1, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private static FileAnswers.Stat statAnswer(
            ContainerRecord record, ProcessTalk process, ContainerPath path, String ref) throws IOException {
        String answer = process.answer();
        String rest = FileAnswers.rest(answer);
        return switch (FileAnswers.kind(answer)) {
            case 'S' ->
                FileAnswers.stat(path, rest)
                        .orElseThrow(() -> EngineException.unsupported("cp is not possible with container "
                                + record.name() + ": the stat of its image said " + rest.strip()));
            case 'E' -> throw FileFailure.of(rest, "lstat", path.text(), ref);
            case 'M' -> throw FileFailure.noTool(record, rest);
            case 'O' -> throw FileFailure.notRunning(record);
            default -> throw FileFailure.noAnswer(record, process.await(), answer + process.errors());
        };
    }

    /**
     * Where an archive goes.
     *
     * @param opened the process that waits for it in a container that runs
     */
    private record Target(ObservedContainer container, Optional<Opened> opened) {}

    private record Opened(ProcessTalk process, FileAnswers.Place place) {}

    @Override
    public void extract(String containerRef, Placement placement, InputStream archive) throws IOException {
        Target target = end.outlive(containerRef, container -> target(containerRef, container, placement));
        ContainerRecord record = target.container().record();
        try {
            if (target.opened().isPresent()) {
                unpack(containerRef, record, target.opened().get(), placement, archive);
            } else {
                keeping.keep(containerRef, target.container(), placement, archive);
            }
        } catch (TarException e) {
            throw FileUpload.refused(e);
        } catch (ZipException | EOFException e) {
            throw new EngineException(ErrorKind.INTERNAL, "gzip: invalid data", e);
        }
        events.publish(record, "extract-to-dir");
    }

    private Target target(String ref, ObservedContainer container, Placement placement) {
        ContainerPath path = ContainerPath.of(placement.path());
        return new Target(
                container,
                FileSources.running(container)
                        .map(pod -> talk(pod, FileScripts.unpack(path.text()), true))
                        .map(process -> new Opened(
                                process,
                                orClosed(
                                        container.record(),
                                        process,
                                        () -> FileAnswers.place(container.record(), process, path, ref)))));
    }

    private static void unpack(
            String ref, ContainerRecord record, Opened opened, Placement placement, InputStream archive)
            throws IOException {
        try (ProcessTalk process = opened.process()) {
            FileAnswers.Place place = opened.place();
            WritablePlaceRule.check(record, place.path());
            FileUpload upload = new FileUpload(record, archive);
            Optional<TarEntry> first = upload.next(place.path());
            announce(process, placement, first);
            await(record, process, first, place.path());
            boolean own = placement.copyUidGid()
                    && !ContainerViews.config(record).user().isEmpty();
            FrameOutput frames = new FrameOutput(process);
            Optional<IOException> refused = Optional.empty();
            try {
                upload.write(first, place.path(), own ? Optional.of(place) : Optional.empty(), "", frames);
                frames.close();
            } catch (FrameOutput.RefusedException e) {
                refused = Optional.of(e);
            }
            int code = process.await();
            if (code != 0 || refused.isPresent()) {
                throw failed(record, process, code, placement.path(), ref);
            }
        } catch (ProcessTalk.LostException e) {
            throw FileFailure.noAnswer(record, -1, String.valueOf(e.getMessage()));
        }
    }

    /** Tells of the first entry, whose place may be taken: it is what a client of {@code docker cp} names. */
    private static void announce(ProcessTalk process, Placement placement, Optional<TarEntry> first)
            throws IOException {
        String name = first.map(TarEntry::name).orElse("");
        String kind = first.map(e -> e.directory() ? "d" : "f").orElse("-");
        if (name.indexOf('\n') >= 0) {
            kind = "-";
            name = "";
        }
        String sign = placement.noOverwriteDirNonDir() ? kind.toUpperCase(Locale.ROOT) : kind;
        String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        byte[] lines = (sign + "\n" + plain + "\n").getBytes(StandardCharsets.ISO_8859_1);
        process.write(lines, 0, lines.length);
    }

    private static void await(ContainerRecord record, ProcessTalk process, Optional<TarEntry> first, String directory)
            throws IOException {
        String answer = process.answer();
        switch (FileAnswers.kind(answer)) {
            case 'G' -> {}
            case 'X' -> throw FirstEntry.of(first, directory).taken();
            default -> throw FileFailure.noAnswer(record, process.await(), answer + process.errors());
        }
    }

    private static EngineException failed(
            ContainerRecord record, ProcessTalk process, int code, String path, String ref) {
        String words = process.errors();
        if (words.contains("dd cannot read whole blocks") && !words.contains("tar: ")) {
            return FileFailure.noTool(record, "dd with iflag=fullblock");
        }
        String told = words.replace("dd cannot read whole blocks", "").strip();
        return code < 0 || told.isEmpty()
                ? FileFailure.noAnswer(record, -1, told)
                : FileFailure.unpacking(told, path, ref);
    }

    private ProcessTalk talk(PodObservation pod, List<String> command, boolean input) {
        return new ProcessTalk(processes.exec(pod, command, new Streams(input, true, true, false)), timer, PATIENCE);
    }

    @Override
    public void close() {
        viewing.close();
        timer.shutdownNow();
    }
}
