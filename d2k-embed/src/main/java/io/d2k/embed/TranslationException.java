package io.d2k.embed;

import java.io.Serial;
import java.util.List;

/** An input as a whole cannot be translated; the message says why, and where. */
public final class TranslationException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<String> warnings;
    private final transient List<String> errors;

    TranslationException(IllegalArgumentException cause, List<String> warnings, List<String> errors) {
        super(cause.getMessage(), cause);
        this.warnings = List.copyOf(warnings);
        this.errors = List.copyOf(errors);
    }

    /** Returns what was found before, and is not carried over. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns what else is wrong. */
    public List<String> errors() {
        return errors;
    }
}
