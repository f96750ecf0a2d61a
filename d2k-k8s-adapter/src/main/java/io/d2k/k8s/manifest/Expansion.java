package io.d2k.k8s.manifest;

import java.util.List;

/** Kubernetes replaces {@code $(NAME)} in commands and variables and makes {@code $$} one dollar; Docker does not. */
final class Expansion {
    private Expansion() {}

    /** Returns text that Kubernetes turns into the given one. */
    static String escape(String text) {
        return text.replace("$", "$$");
    }

    static List<String> escape(List<String> texts) {
        return texts.stream().map(Expansion::escape).toList();
    }
}
