package io.d2k.docker.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a path leads that has doubled slashes, or the names {@code .} and {@code ..}: the Docker Engine's router sends
 * clients on to the plain one.
 */
final class CleanPath {
    /** Go's {@code net/url} leaves these as they are in a path. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9$&+,/:;=@_.~-]");

    private CleanPath() {}

    /**
     * Returns where to go instead of a path.
     *
     * @param path decoded
     * @param rawQuery what follows the question mark, as it came; empty for none
     * @return the path alone, percent-encoded, with the query; nothing where the path is clean
     */
    static Optional<String> instead(String path, String rawQuery) {
        String clean = clean(path);
        if (!path.startsWith("/") || clean.equals(path)) {
            return Optional.empty();
        }
        return Optional.of(rawQuery.isEmpty() ? encoded(clean) : encoded(clean) + '?' + rawQuery);
    }

    private static String encoded(String path) {
        var out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && PLAIN.matcher(String.valueOf((char) b)).matches()) {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", b));
            }
        }
        return out.toString();
    }

    private static String clean(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        String joined = '/' + String.join("/", names);
        return path.endsWith("/") && !names.isEmpty() ? joined + '/' : joined;
    }
}
