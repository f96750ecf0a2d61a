package io.d2k.domain.engine;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageReference;
import java.util.regex.Pattern;

/**
 * The filter {@code reference}: a shell pattern over the familiar name, with or without a tag. It knows what Go's
 * {@code path.Match} knows: {@code *} and {@code ?} that stop at slashes, classes, and backslashes before what is meant
 * literally.
 */
final class ReferencePattern {
    private static final String SPECIAL = "\\^$.|?*+()[]{}&-~#";

    private final String text;
    private int at;

    private ReferencePattern(String text) {
        this.text = text;
    }

    /**
     * Returns whether the pattern fits.
     *
     * @throws EngineException when it is none
     */
    static boolean matches(String pattern, ImageReference reference) {
        Pattern parsed = new ReferencePattern(pattern).parse();
        return parsed.matcher(reference.familiar()).matches()
                || parsed.matcher(reference.familiarName()).matches();
    }

    private Pattern parse() {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '*' -> out.append("[^/]*").append(skip());
                case '?' -> out.append("[^/]").append(skip());
                case '[' -> out.append(skip()).append(characters());
                case '\\' -> out.append(skip()).append(next());
                default -> out.append(next());
            }
        }
        return Pattern.compile(out.toString(), Pattern.DOTALL);
    }

    /** A class after its bracket: members and ranges up to the closing one, at least one. */
    private String characters() {
        boolean negated = at < text.length() && text.charAt(at) == '^';
        if (negated) {
            at++;
        }
        StringBuilder members = new StringBuilder();
        while (members.isEmpty() || peek() != ']') {
            String low = member();
            boolean range = peek() == '-';
            String high = range ? skip() + member() : low;
            // a range that runs backwards holds nothing
            boolean none = low.codePointAt(low.length() - 1) > high.codePointAt(high.length() - 1);
            members.append(none ? "[a&&b]" : low + "-" + high);
        }
        at++;
        return (negated ? "[^" : "[") + members + "]";
    }

    private String member() {
        char first = peek();
        if (first == '-' || first == ']') {
            throw syntax();
        }
        if (first == '\\') {
            at++;
        }
        return next();
    }

    private char peek() {
        if (at >= text.length()) {
            throw syntax();
        }
        return text.charAt(at);
    }

    private String skip() {
        at++;
        return "";
    }

    /** What comes next, as itself. */
    private String next() {
        String next = String.valueOf(peek());
        at++;
        return SPECIAL.contains(next) ? "\\" + next : next;
    }

    private static EngineException syntax() {
        return EngineException.unclassed("syntax error in pattern");
    }
}
