package io.d2k.k8s.stream;

import java.io.IOException;
import java.io.Serial;

/** There is no log yet, because the container has not started; there will be one once it has. */
public final class LogNotReadyException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Makes one with the node's words for what is being waited for. */
    public LogNotReadyException(String message) {
        super(message);
    }
}
