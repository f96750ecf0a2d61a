package io.d2k.domain.file;

/**
 * One entry of an archive. Texts hold raw bytes, a character for each, since file names need not be of any encoding.
 *
 * @param type the type flag, {@code 0} for a regular file
 * @param name the name as the archive has it
 * @param mode permissions
 * @param uid owner
 * @param gid group
 * @param size of the content that follows
 * @param mtime seconds since 1970
 * @param link target of a link
 * @param major number of a device
 * @param minor number of a device
 */
public record TarEntry(
        char type,
        String name,
        int mode,
        long uid,
        long gid,
        long size,
        long mtime,
        String link,
        long major,
        long minor) {
    /** Type of a regular file. */
    public static final char FILE = '0';

    /** Type of a hard link. */
    public static final char HARD_LINK = '1';

    /** Type of a symbolic link. */
    public static final char SYMLINK = '2';

    /** Type of a directory. */
    public static final char DIRECTORY = '5';

    /** Returns this with another name and link. */
    public TarEntry named(String newName, String newLink) {
        return new TarEntry(type, newName, mode, uid, gid, size, mtime, newLink, major, minor);
    }

    /** Returns this without content. */
    public TarEntry empty() {
        return new TarEntry(type, name, mode, uid, gid, 0, mtime, link, major, minor);
    }

    /** Returns this with another owner. */
    public TarEntry owned(long newUid, long newGid) {
        return new TarEntry(type, name, mode, newUid, newGid, size, mtime, link, major, minor);
    }

    /** Returns whether it is a directory. */
    public boolean directory() {
        return type == DIRECTORY;
    }
}
