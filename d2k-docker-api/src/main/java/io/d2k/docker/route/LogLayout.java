package io.d2k.docker.route;

import io.d2k.domain.log.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How a log line is printed.
 *
 * @param timestamps whether its time stands in front, to the nanosecond
 * @param details whether its attributes stand in front; no log of Kubernetes has any, so that only their space is left
 */
record LogLayout(boolean timestamps, boolean details) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Returns what is sent. */
    byte[] apply(LogLine line) {
        if (!timestamps && !details) {
            return line.bytes();
        }
        String front = (timestamps ? TIME.format(line.time()) + " " : "") + (details ? " " : "");
        byte[] prefix = front.getBytes(StandardCharsets.US_ASCII);
        byte[] out = new byte[prefix.length + line.bytes().length];
        System.arraycopy(prefix, 0, out, 0, prefix.length);
        System.arraycopy(line.bytes(), 0, out, prefix.length, line.bytes().length);
        return out;
    }
}
