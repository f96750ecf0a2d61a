package io.d2k.domain.file;

/** The kernel's {@code st_mode} to Go's {@code FileMode}, in which Docker speaks of files. */
public final class FileMode {
    private static final long DIRECTORY = 1L << 31;
    private static final long SYMLINK = 1L << 27;
    private static final long DEVICE = 1L << 26;
    private static final long NAMED_PIPE = 1L << 25;
    private static final long SOCKET = 1L << 24;
    private static final long SETUID = 1L << 23;
    private static final long SETGID = 1L << 22;
    private static final long CHAR_DEVICE = 1L << 21;
    private static final long STICKY = 1L << 20;
    private static final int TYPE = 0170000;

    private FileMode() {}

    /** Returns Go's bits of a kernel mode. */
    public static long of(int kernel) {
        long mode = kernel & 0777;
        mode |= switch (kernel & TYPE) {
            case 0040000 -> DIRECTORY;
            case 0120000 -> SYMLINK;
            case 0060000 -> DEVICE;
            case 0020000 -> DEVICE | CHAR_DEVICE;
            case 0010000 -> NAMED_PIPE;
            case 0140000 -> SOCKET;
            default -> 0;
        };
        mode |= (kernel & 04000) != 0 ? SETUID : 0;
        mode |= (kernel & 02000) != 0 ? SETGID : 0;
        return mode | ((kernel & 01000) != 0 ? STICKY : 0);
    }

    /** Returns the mode of a directory with these permissions. */
    public static long directoryWith(int permissions) {
        return of(0040000 | permissions);
    }

    /** Returns whether Go's bits are those of a directory. */
    public static boolean directory(long mode) {
        return (mode & DIRECTORY) != 0;
    }
}
