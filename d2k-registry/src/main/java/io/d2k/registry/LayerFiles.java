package io.d2k.registry;

import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A few small files of an image, gathered from its layers, the uppermost first. What a layer takes away, it takes from the
 * layers below it (<a href="https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts">whiteouts</a>).
 */
final class LayerFiles {
    private static final int LARGEST_FILE = 1 << 20;
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final Set<String> wanted;
    private final Map<String, String> found = new TreeMap<>();

    /**
     * Starts with nothing found.
     *
     * @param paths such as {@code etc/passwd}
     */
    LayerFiles(List<String> paths) {
        this.wanted = new HashSet<>(paths);
    }

    /** Returns whether no further layer needs to be read. */
    boolean complete() {
        return wanted.isEmpty();
    }

    /** Returns the content of a file, nothing where the layers that were read have none. */
    Optional<String> content(String path) {
        return Optional.ofNullable(found.get(path));
    }

    /**
     * Reads the next layer below, no further than to the last file that is wanted.
     *
     * @throws IOException when it is none, or has one of the files in a form that cannot be read
     */
    void read(InputStream layer) throws IOException {
        Set<String> hidden = new HashSet<>();
        TarReader tar = new TarReader(LayerCompression.unpacked(layer));
        for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
            String path = next.get().name().replaceFirst("^(?:\\.?/)+", "");
            if (wanted.contains(path)) {
                found.put(path, content(next.get(), tar));
                wanted.remove(path);
                if (wanted.isEmpty()) {
                    return;
                }
            } else if (path.contains(WHITEOUT)) {
                wanted.stream().filter(file -> hides(path, file)).forEach(hidden::add);
            }
        }
        wanted.removeAll(hidden);
    }

    private static String content(TarEntry entry, TarReader tar) throws IOException {
        if (entry.type() != TarEntry.FILE || entry.size() > LARGEST_FILE) {
            throw new IOException(entry.name() + " is no plain file of at most " + LARGEST_FILE + " bytes");
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        tar.transfer(content);
        return content.toString(StandardCharsets.UTF_8);
    }

    private static boolean hides(String path, String file) {
        int slash = path.lastIndexOf('/') + 1;
        String directory = path.substring(0, slash);
        String name = path.substring(slash);
        if (!name.startsWith(WHITEOUT)) {
            return false;
        }
        if (name.equals(OPAQUE)) {
            return file.startsWith(directory);
        }
        String gone = directory + name.substring(WHITEOUT.length());
        return file.equals(gone) || file.startsWith(gone + "/");
    }
}
