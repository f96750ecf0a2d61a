package io.d2k.docker.route;

import io.d2k.domain.error.ErrorKind;

/** Which HTTP status stands for which kind of failure. */
public final class ErrorStatus {
    private ErrorStatus() {}

    /** Returns the status of a kind of failure. */
    public static int of(ErrorKind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case INTERNAL, UNCLASSED -> 500;
            case UNSUPPORTED -> 501;
            case UNAVAILABLE -> 503;
        };
    }
}
