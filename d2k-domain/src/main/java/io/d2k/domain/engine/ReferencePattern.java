package io.d2k.domain.engine;

import io.d2k.domain.image.ImageReference;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** The filter {@code reference}: a shell pattern over the familiar name, with or without a tag. */
final class ReferencePattern {
    private ReferencePattern() {}

    /** Returns whether the pattern fits. */
    static boolean matches(String pattern, ImageReference reference) {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        return matcher.matches(Path.of(reference.familiar())) || matcher.matches(Path.of(reference.familiarName()));
    }
}
