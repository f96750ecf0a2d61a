package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
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
    private final Runnable end;

    /**
     * Takes over a process that packs.
     *
     * @param end done at the end
     */
    FileArchive(
            ContainerRecord record, ContainerPath path, FileAnswers.Stat answer, ProcessTalk process, Runnable end) {
        this.record = record;
        this.path = path;
        this.answer = answer;
        this.process = process;
        this.end = end;
    }

    @Override
    public FileStat stat() {
        return answer.stat();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        TarReader reader = new TarReader(process);
        TarWriter writer = new TarWriter(out);
        boolean directory = stat().directory();
        if (path.plain().equals("/")) {
            writer.begin(root());
        }
        for (Optional<TarEntry> e = reader.next(); e.isPresent(); e = reader.next()) {
            writer.begin(
                    directory
                            ? TarNames.outwards(e.get(), path.base())
                            : e.get().named(TarNames.raw(path.base()), e.get().link()));
            reader.transfer(writer.content());
        }
        int code = process.await();
        if (code != 0 && code != CHANGED) {
            // the head is sent: the words can reach the log alone, and the client is told by an archive without an end
            String words = process.errors();
            LOG.log(Level.WARNING, "cp from container " + record.name() + ":" + path.text() + " failed: " + words);
            throw new IOException(words);
        }
        writer.end();
    }

    private TarEntry root() {
        String name = path.base().equals("/") ? "/" : "./";
        int permissions = (int) (stat().mode() & 0777);
        return new TarEntry(
                TarEntry.DIRECTORY,
                name,
                permissions,
                answer.uid(),
                answer.gid(),
                0,
                stat().mtime().getEpochSecond(),
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
