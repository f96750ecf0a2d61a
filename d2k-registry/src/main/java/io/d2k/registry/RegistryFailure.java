package io.d2k.registry;

import io.d2k.domain.image.ImageLookup;
import java.io.Serial;

/** Why there is no image; the message is in Docker's words. */
final class RegistryFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    private RegistryFailure(Kind kind, String message) {
        // An answer of the other side, not a fault of this one: no stack trace.
        super(message, null, false, false);
        this.kind = kind;
    }

    /** What the failure says about the image. */
    enum Kind {
        /** There is no such image. */
        MISSING,
        /** The registry does not want to tell. */
        DENIED,
        /** The registry told nothing that could be used. */
        UNREACHABLE
    }

    static RegistryFailure missing(String message) {
        return new RegistryFailure(Kind.MISSING, message);
    }

    static RegistryFailure denied(String message) {
        return new RegistryFailure(Kind.DENIED, message);
    }

    static RegistryFailure unreachable(String message) {
        return new RegistryFailure(Kind.UNREACHABLE, message);
    }

    /** Returns what the failure says about the image. */
    Kind kind() {
        return kind;
    }

    /** Returns the failure as the port tells it. */
    ImageLookup lookup() {
        return switch (kind) {
            case MISSING -> new ImageLookup.Missing(getMessage());
            case DENIED -> new ImageLookup.Denied(getMessage());
            case UNREACHABLE -> new ImageLookup.Unreachable(getMessage());
        };
    }
}
