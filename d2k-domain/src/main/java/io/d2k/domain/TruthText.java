package io.d2k.domain;

import java.util.Optional;

/** Truth values as Docker's server reads them: the forms of Go's {@code strconv.ParseBool}. */
public final class TruthText {
    private TruthText() {}

    /** Returns what a text says; empty where it is no truth value. */
    public static Optional<Boolean> parse(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
            case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
