package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarException;
import io.d2k.domain.file.TarNames;
import io.d2k.domain.file.TarReader;
import io.d2k.domain.file.TarWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** An archive on its way into a container: read as a client sent it, written as a container's tar wants it. */
final class FileUpload {
    private static final System.Logger LOG = System.getLogger(FileUpload.class.getName());
    private static final int MAGIC = 6;
    private static final int BUFFER = 1 << 15;

    private final ContainerRecord record;
    private final InputStream body;
    private final TarReader reader;
    private final Predicate<String> wanted;
    private Optional<TarEntry> peeked = Optional.empty();

    FileUpload(ContainerRecord record, InputStream archive) throws IOException {
        this(record, archive, name -> true);
    }

    /**
     * Reads an archive of which something is left out.
     *
     * @param wanted tells by the path that an entry is unpacked to whether it is
     */
    FileUpload(ContainerRecord record, InputStream archive, Predicate<String> wanted) throws IOException {
        this.record = record;
        this.wanted = wanted;
        this.body = new BufferedInputStream(archive, BUFFER);
        this.reader = new TarReader(plain(body));
    }

    private static InputStream plain(InputStream in) throws IOException {
        in.mark(MAGIC);
        byte[] magic = Arrays.copyOf(in.readNBytes(MAGIC), MAGIC);
        in.reset();
        String hex = HexFormat.of().formatHex(magic);
        if (hex.startsWith("1f8b")) {
            return new GZIPInputStream(in, BUFFER);
        }
        if (hex.startsWith("425a68") || hex.equals("fd377a585a00") || hex.startsWith("28b52ffd")) {
            throw EngineException.unsupported(
                    "archives compressed by bzip2, xz or zstd are not supported: send it plain, or compressed by gzip");
        }
        return in;
    }

    /**
     * Returns the next entry as it is to be unpacked.
     *
     * @param destination the directory
     */
    Optional<TarEntry> next(String destination) throws IOException {
        if (peeked.isPresent()) {
            Optional<TarEntry> next = peeked;
            peeked = Optional.empty();
            return next;
        }
        for (Optional<TarEntry> e = reader.next(); e.isPresent(); e = reader.next()) {
            Optional<TarEntry> named = TarNames.inwards(e.get(), destination);
            if (named.filter(n -> wanted.test("/" + below(destination) + n.name()))
                    .isPresent()) {
                return named;
            }
        }
        return Optional.empty();
    }

    /** Returns what stands before names that are unpacked in a directory, where all is unpacked in the root. */
    static String below(String directory) {
        return directory.equals("/") ? "" : TarNames.raw(directory).substring(1) + "/";
    }

    /** Returns what {@link #next} is going to return. */
    Optional<TarEntry> peek(String destination) throws IOException {
        peeked = next(destination);
        return peeked;
    }

    /**
     * Writes the archive from an entry on, and reads the client's to its end.
     *
     * @param owner whom all is to belong to, nothing for whom the archive says
     * @param below what is put before the names
     */
    void write(
            Optional<TarEntry> first,
            String destination,
            Optional<FileAnswers.Place> owner,
            String below,
            OutputStream out)
            throws IOException {
        TarWriter writer = new TarWriter(out);
        for (Optional<TarEntry> next = first; next.isPresent(); next = next(destination)) {
            TarEntry entry = next.get();
            if (owner.isPresent()) {
                entry = entry.owned(owner.get().uid(), owner.get().gid());
            }
            boolean hard = entry.type() == TarEntry.HARD_LINK;
            writer.begin(entry.named(below + entry.name(), hard ? below + entry.link() : entry.link()));
            reader.transfer(writer.content());
        }
        writer.end();
        body.transferTo(OutputStream.nullOutputStream());
        if (reader.attributesLost()) {
            LOG.log(
                    Level.WARNING,
                    "extended attributes (such as capabilities) of files copied to container " + record.name()
                            + " were not carried over");
        }
    }

    /** Returns what a client is told of a wrong archive. */
    static EngineException refused(TarException e) {
        return e.unsupported()
                ? EngineException.unsupported(String.valueOf(e.getMessage()))
                : EngineException.internal(String.valueOf(e.getMessage()));
    }
}
