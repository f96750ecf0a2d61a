package io.d2k.k8s.client;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** The API server's refusal of a request. */
public final class StatusException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final long retryAfterSeconds;

    /**
     * Makes one.
     *
     * @param code the HTTP status
     * @param reason Kubernetes' word for it, such as {@code AlreadyExists}; empty for none
     * @param message the same in words
     * @param retryAfterSeconds when to come again, below 0 where the server did not say
     */
    public StatusException(int code, String reason, String message, long retryAfterSeconds) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Returns the HTTP status. */
    public int code() {
        return code;
    }

    /** Returns Kubernetes' word, such as {@code AlreadyExists}; empty for none. */
    public String reason() {
        return reason;
    }

    /** Returns when to come again, where the server said so. */
    public Optional<Duration> retryAfter() {
        return retryAfterSeconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(retryAfterSeconds));
    }

    /** Returns whether d2k's credentials or rights do not suffice. */
    public boolean forbidden() {
        return code == 401 || code == 403;
    }

    /** Returns whether the same request may succeed a little later. */
    public boolean transitory() {
        return code == 429 || code >= 500 && code != 501 && code != 505;
    }
}
