package io.d2k.docker.route;

import java.io.Serial;

/** A failure of HTTP itself, which the domain has no kind for. */
public final class StatusException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Makes a failure.
     *
     * @param status HTTP status, 400 or above
     * @param message what the client reads
     */
    public StatusException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }
}
