package io.d2k.docker.route;

import io.d2k.domain.error.EngineException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Decodes {@code %41} in URLs; strictly, so that nothing is ever taken for something else. */
public final class PercentCode {
    private PercentCode() {}

    /** Decodes a path. */
    public static String path(String raw) {
        return decode(raw, false);
    }

    /** Decodes a name or value of a query, in which a plus sign stands for a space. */
    static String query(String raw) {
        return decode(raw, true);
    }

    private static String decode(String raw, boolean plusIsSpace) {
        if (raw.indexOf('%') < 0) {
            return plusIsSpace ? raw.replace('+', ' ') : raw;
        }
        var bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    String wrong = raw.substring(i, Math.min(i + 3, raw.length()));
                    throw EngineException.invalid("invalid URL escape \"" + wrong + "\"");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (plusIsSpace && c == '+') {
                bytes.write(' ');
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
