package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.file.FileStat;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarNames;
import io.d2k.domain.file.TarReader;
import io.d2k.domain.file.TarWriter;
import io.d2k.domain.port.in.Files;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** What tar makes in a container, with the names that Docker gives it. */
final class FileArchive implements Files.Archive {
    private static final System.Logger LOG = System.getLogger(FileArchive.class.getName());
    /** GNU tar's exit code for a file that changed while it was read, which is no failure of Docker's either. */
    private static final int CHANGED = 1;

    private final ContainerRecord record;
    private final ContainerPath path;
    private final FileAnswers.Stat answer;
    private final ProcessTalk process;
    private final Layout layout;
    private final Runnable end;

    /**
     * Takes over a process that packs.
     *
     * @param layout what becomes of tar's entries
     * @param end done at the end
     */
    FileArchive(
            ContainerRecord record,
            ContainerPath path,
            FileAnswers.Stat answer,
            ProcessTalk process,
            Layout layout,
            Runnable end) {
        this.record = record;
        this.path = path;
        this.answer = answer;
        this.process = process;
        this.layout = layout;
        this.end = end;
    }

    /** What becomes of the entries that tar makes. */
    interface Layout {
        /** Returns the entries that come before all of tar's. */
        List<TarEntry> first();

        /** Returns what becomes of an entry; one of another size has no content any more, nothing is left out. */
        Optional<TarEntry> entry(TarEntry entry);
    }

    /** What {@code docker cp} has of a path. */
    static Layout copied(ContainerPath path, FileAnswers.Stat answer) {
        boolean directory = answer.stat().directory();
        return new Layout() {
            @Override
            public List<TarEntry> first() {
                return path.plain().equals("/") ? List.of(root(path, answer)) : List.of();
            }

            @Override
            public Optional<TarEntry> entry(TarEntry entry) {
                if (!directory) {
                    return Optional.of(entry.named(TarNames.raw(path.base()), entry.link()));
                }
                String place = ContainerPath.clean(path.plain() + "/" + entry.name());
                return ContainerPath.within(place, KeptLayer.DIRECTORY)
                        ? Optional.empty() // d2k's own
                        : Optional.of(TarNames.outwards(entry, path.base()));
            }
        };
    }

    @Override
    public FileStat stat() {
        return answer.stat();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        TarReader reader = new TarReader(process);
        TarWriter writer = new TarWriter(out);
        for (TarEntry e : layout.first()) {
            writer.begin(e);
        }
        for (Optional<TarEntry> e = reader.next(); e.isPresent(); e = reader.next()) {
            Optional<TarEntry> carried = layout.entry(e.get());
            if (carried.isPresent()) {
                writer.begin(carried.get());
            }
            long size = e.get().size();
            if (carried.filter(c -> c.size() == size).isPresent()) {
                reader.transfer(writer.content());
            }
        }
        int code = process.await();
        if (code != 0 && code != CHANGED) {
            // the head is sent: the words can reach the log alone, and the client is told by an archive without an end
            String words = process.errors();
            LOG.log(Level.WARNING, "reading container " + record.name() + ":" + path.text() + " failed: " + words);
            throw new IOException(words);
        }
        writer.end();
    }

    private static TarEntry root(ContainerPath path, FileAnswers.Stat answer) {
        String name = path.base().equals("/") ? "/" : "./";
        int permissions = (int) (answer.stat().mode() & 0777);
        return new TarEntry(
                TarEntry.DIRECTORY,
                name,
                permissions,
                answer.uid(),
                answer.gid(),
                0,
                answer.stat().mtime().getEpochSecond(),
                "",
                0,
                0);
    }

    @Override
    public void close() {
        process.close();
        end.run();
    }
}
