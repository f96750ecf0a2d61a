package io.d2k.domain.file;

import java.time.Instant;

/**
 * What Docker tells of a path in a container.
 *
 * @param name the path's last part: {@code .} for one that ends so, {@code /} for the root
 * @param size in bytes
 * @param mode type and permissions as Go's {@code FileMode} has them
 * @param mtime when the content was last changed
 * @param linkTarget where a symbolic link leads in the end; empty for anything else
 */
public record FileStat(String name, long size, long mode, Instant mtime, String linkTarget) {
    /** Returns whether it is a directory. */
    public boolean directory() {
        return FileMode.directory(mode);
    }
}
