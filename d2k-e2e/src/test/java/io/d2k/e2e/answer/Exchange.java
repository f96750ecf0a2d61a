package io.d2k.e2e.answer;

import java.util.Locale;
import java.util.Map;

/**
 * A request and what was answered.
 *
 * @param method such as {@code GET}
 * @param target the path as it was sent, with version and query
 * @param status the status code
 * @param headers the answer's headers; names in small letters
 * @param body the answer's body, empty where it is not JSON
 * @param complete whether the body came to its end
 */
record Exchange(String method, String target, int status, Map<String, String> headers, byte[] body, boolean complete) {
    static final String JSON = "application/json";

    Exchange {
        headers = Map.copyOf(headers);
    }

    /** Returns the path without version and query. */
    String path() {
        return target.replaceFirst("\\?.*", "").replaceFirst("^/v[0-9]+\\.[0-9]+(?=/)", "");
    }

    /** Returns the type of the body without its parameters; empty where none was told. */
    String contentType() {
        return contentType(headers);
    }

    static String contentType(Map<String, String> headers) {
        return headers.getOrDefault("content-type", "")
                .replaceFirst(";.*", "")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** Returns whether this is one of the answers that have many JSON values, one after the other. */
    boolean isStream() {
        return path().matches("/events|/images/create|/containers/[^/]+/stats");
    }
}
