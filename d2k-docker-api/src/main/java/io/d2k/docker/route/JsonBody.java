package io.d2k.docker.route;

import io.d2k.domain.error.EngineException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rule on {@code Content-Type} of requests with a body, in the Docker Engine's (and Go's) words. */
final class JsonBody {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]*");

    private JsonBody() {}

    /**
     * Refuses a body that is not said to be JSON.
     *
     * @param contentType the header, empty when it is missing
     * @param present whether there is a body
     */
    static void check(String contentType, boolean present) {
        if (contentType.isEmpty() && !present) {
            return;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String fault = fault(type);
        if (!fault.isEmpty()) {
            throw EngineException.invalid("malformed Content-Type header (" + contentType + "): mime: " + fault);
        }
        if (!type.equals("application/json")) {
            throw EngineException.invalid(
                    "unsupported Content-Type header (" + contentType + "): must be 'application/json'");
        }
    }

    private static String fault(String type) {
        int slash = token(type, 0);
        if (slash == 0) {
            return "no media type";
        }
        if (slash == type.length()) {
            return "";
        }
        if (type.charAt(slash) != '/') {
            return "expected slash after first token";
        }
        int end = token(type, slash + 1);
        if (end == slash + 1) {
            return "expected token after slash";
        }
        return end == type.length() ? "" : "unexpected content after media subtype";
    }

    /** Returns where the token that starts there ends. */
    private static int token(String text, int start) {
        var matcher = TOKEN.matcher(text).region(start, text.length());
        return matcher.lookingAt() ? matcher.end() : start;
    }
}
