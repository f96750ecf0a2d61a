package io.d2k.domain.file;

import java.io.IOException;
import java.io.Serial;

/** What was to be an archive is none, or one that cannot be carried over. */
public final class TarException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Whether it is an archive, of which something cannot be carried over. */
    private final boolean unsupported;

    TarException(String message, boolean unsupported) {
        super(message);
        this.unsupported = unsupported;
    }

    static TarException invalid() {
        return new TarException("archive/tar: invalid tar header", false);
    }

    static TarException cut() {
        return new TarException("unexpected EOF", false);
    }

    /** Returns whether Docker could do it. */
    public boolean unsupported() {
        return unsupported;
    }
}
