package io.d2k.k8s.stream;

import java.io.IOException;
import java.io.Serial;

/** The node has no log of that process (any more), or cannot read it. */
public final class LogUnreadableException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Makes one with the node's words. */
    public LogUnreadableException(String message) {
        super(message);
    }
}
