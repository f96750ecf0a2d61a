package io.d2k.docker.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** Points in time as Go writes them. */
final class GoTime {
    /** Go's unset time: "never". */
    static final String NEVER = "0001-01-01T00:00:00Z";

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private GoTime() {}

    /** Returns the time in RFC 3339 with as many decimals as it needs, {@code 2006-01-02T15:04:05.99Z}. */
    static String nanos(Instant time) {
        String seconds = SECONDS.format(time);
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        if (nanos == 0) {
            return seconds + "Z";
        }
        String decimals = String.format(Locale.ROOT, "%09d", nanos);
        int end = decimals.length();
        while (decimals.charAt(end - 1) == '0') {
            end--;
        }
        return seconds + "." + decimals.substring(0, end) + "Z";
    }

    /** Returns the time as {@link #nanos(Instant)}, or "never". */
    static String nanos(Optional<Instant> time) {
        return time.map(GoTime::nanos).orElse(NEVER);
    }

    /** Returns the time in RFC 3339 with whole seconds. */
    static String seconds(Instant time) {
        return SECONDS.format(time) + "Z";
    }
}
