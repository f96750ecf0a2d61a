package io.d2k.domain.engine;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageReference;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;

/** The filter {@code reference}: a shell pattern over the familiar name, with or without a tag. */
final class ReferencePattern {
    private ReferencePattern() {}

    /** Returns whether the pattern fits. */
    static boolean matches(String pattern, ImageReference reference) {
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid filter 'reference=" + pattern + "'", e);
        }
        return matcher.matches(Path.of(reference.familiar())) || matcher.matches(Path.of(reference.familiarName()));
    }
}
