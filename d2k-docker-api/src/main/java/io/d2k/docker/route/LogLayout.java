package io.d2k.docker.route;

import io.d2k.domain.log.LogLine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a log line is printed.
 *
 * @param timestamps whether its time stands in front, to the nanosecond
 * @param details whether its attributes stand in front, or at least the space after them
 */
record LogLayout(boolean timestamps, boolean details) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * Returns what is sent.
     *
     * @param attributes what stands in front as details, in the order of the map
     */
    byte[] apply(LogLine line, Map<String, String> attributes) {
        if (!timestamps && !details) {
            return line.bytes();
        }
        String front = (timestamps ? TIME.format(line.time()) + " " : "") + (details ? details(attributes) + " " : "");
        byte[] prefix = front.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[prefix.length + line.bytes().length];
        System.arraycopy(prefix, 0, out, 0, prefix.length);
        System.arraycopy(line.bytes(), 0, out, prefix.length, line.bytes().length);
        return out;
    }

    private static String details(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
