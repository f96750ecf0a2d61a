package io.d2k.domain.fake;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import org.junit.jupiter.api.Assertions;

/** Asserts that something is refused in exactly these words. */
public final class Refusals {
    private Refusals() {}

    /** Asserts a wrong request (400). */
    public static void invalid(String message, Runnable call) {
        refused(ErrorKind.INVALID, message, call);
    }

    /** Asserts what Kubernetes cannot do (501). */
    public static void unsupported(String message, Runnable call) {
        refused(ErrorKind.UNSUPPORTED, message, call);
    }

    /** Asserts a refusal of that kind. */
    public static void refused(ErrorKind kind, String message, Runnable call) {
        EngineException e = Assertions.assertThrows(EngineException.class, call::run);
        Assertions.assertEquals(message, e.getMessage());
        Assertions.assertEquals(kind, e.kind());
    }
}
