package io.d2k.translate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with an input and what is not carried over. Not thread-safe. */
public final class Problems {
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<String> errors = new LinkedHashSet<>();

    /** Adds what is not carried over, or is odd; once. */
    public void warn(String text) {
        warnings.add(text);
    }

    /** Adds what keeps a part of the input from being translated; once. */
    public void error(String text) {
        errors.add(text);
    }

    /** Returns the warnings in the order of their adding. */
    public List<String> warnings() {
        return new ArrayList<>(warnings);
    }

    /** Returns the errors in the order of their adding. */
    public List<String> errors() {
        return new ArrayList<>(errors);
    }
}
