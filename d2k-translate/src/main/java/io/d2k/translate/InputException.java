package io.d2k.translate;

import java.io.Serial;

/** The input as a whole cannot be used; the message says why, and where. */
public final class InputException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public InputException(String message) {
        super(message);
    }
}
