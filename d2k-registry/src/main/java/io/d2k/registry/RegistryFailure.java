package io.d2k.registry;

import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import java.io.Serial;
import java.util.Optional;

/** Why there is no image; the message is in Docker's words. */
final class RegistryFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient Optional<RegistryError> error;
    private final transient ImageLookup lookup;

    private RegistryFailure(Kind kind, String message, Optional<RegistryError> error, ImageLookup lookup) {
        // An answer of the other side, not a fault of this one: no stack trace.
        super(message, null, false, false);
        this.kind = kind;
        this.error = error;
        this.lookup = lookup;
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
        return new RegistryFailure(Kind.MISSING, message, Optional.empty(), new ImageLookup.Missing(message));
    }

    static RegistryFailure denied(String message) {
        return new RegistryFailure(Kind.DENIED, message, Optional.empty(), new ImageLookup.Denied(message));
    }

    static RegistryFailure unreachable(String message) {
        return new RegistryFailure(Kind.UNREACHABLE, message, Optional.empty(), new ImageLookup.Unreachable(message));
    }

    static RegistryFailure otherPlatform(ImageReference reference, ImageLookup.OtherPlatform found) {
        return new RegistryFailure(Kind.MISSING, found.message(reference), Optional.empty(), found);
    }

    /** Returns what the failure says about the image. */
    Kind kind() {
        return kind;
    }

    /** Returns what the registry itself said, where it said something. */
    Optional<RegistryError> error() {
        return error;
    }

    /** Returns this with what the registry itself said. */
    RegistryFailure told(RegistryError said) {
        return new RegistryFailure(kind, getMessage(), Optional.of(said), lookup);
    }

    /** Returns the failure as the port tells it. */
    ImageLookup lookup() {
        return lookup;
    }
}
