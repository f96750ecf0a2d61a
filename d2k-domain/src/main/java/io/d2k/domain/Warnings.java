package io.d2k.domain;

import java.util.ArrayList;
import java.util.List;

/** Collects what a translation could not carry over; the client reads it in the answer. Not thread-safe. */
public final class Warnings {
    private final List<String> texts = new ArrayList<>();

    /** Begins with none. */
    public Warnings() {}

    /** Adds one warning, once. */
    public void add(String text) {
        if (!texts.contains(text)) {
            texts.add(text);
        }
    }

    /** Returns the warnings in the order of their adding. */
    public List<String> list() {
        return List.copyOf(texts);
    }
}
