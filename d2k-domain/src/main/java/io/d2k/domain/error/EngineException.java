package io.d2k.domain.error;

import java.io.Serial;

/**
 * A failure that a client is told about. The message is written for Docker's users, in the words of the Docker Engine
 * where it has words for the case; the {@link #kind()} decides the HTTP status.
 */
public final class EngineException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What sort of failure it is. */
    private final ErrorKind kind;

    /**
     * Makes a failure of the given kind.
     *
     * @param kind what went wrong, in general
     * @param message what the client reads
     */
    public EngineException(ErrorKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /**
     * Makes a failure of the given kind that was caused by another.
     *
     * @param kind what went wrong, in general
     * @param message what the client reads
     * @param cause what the logs show
     */
    public EngineException(ErrorKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns what went wrong, in general. */
    public ErrorKind kind() {
        return kind;
    }

    /** Returns a failure for an object that does not exist. */
    public static EngineException notFound(String message) {
        return new EngineException(ErrorKind.NOT_FOUND, message);
    }

    /** Returns a failure for a state or name that stands in the way. */
    public static EngineException conflict(String message) {
        return new EngineException(ErrorKind.CONFLICT, message);
    }

    /** Returns a failure for a wrong request. */
    public static EngineException invalid(String message) {
        return new EngineException(ErrorKind.INVALID, message);
    }

    /** Returns a failure for something that is not allowed. */
    public static EngineException forbidden(String message) {
        return new EngineException(ErrorKind.FORBIDDEN, message);
    }

    /** Returns a failure for something that Kubernetes cannot do; the message says what to do instead. */
    public static EngineException unsupported(String message) {
        return new EngineException(ErrorKind.UNSUPPORTED, message);
    }

    /** Returns a failure for a cluster that does not answer. */
    public static EngineException unavailable(String message) {
        return new EngineException(ErrorKind.UNAVAILABLE, message);
    }

    /** Returns a refusal that Docker has no class for, so that its status is 500. */
    public static EngineException unclassed(String message) {
        return new EngineException(ErrorKind.UNCLASSED, message);
    }

    /** Returns a failure that should not happen. */
    public static EngineException internal(String message) {
        return new EngineException(ErrorKind.INTERNAL, message);
    }
}
