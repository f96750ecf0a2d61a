package io.d2k.k8s.stream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads RFC 3339 times, such as {@code 2026-01-01T00:00:00.123456789Z}. Neighbouring lines mostly share the second, which
 * is therefore computed once.
 */
final class Timestamps {
    /** The longest time, with nanoseconds and an offset. */
    static final int LONGEST = 35;

    private static final int SECOND_LENGTH = 19;
    private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

    private final byte[] second = new byte[SECOND_LENGTH];
    private long epochSecond;
    private boolean known;

    /** Reads the time that fills a range of bytes; returns nothing where that is no time. */
    Optional<Instant> read(byte[] bytes, int from, int to) {
        if (to - from < SECOND_LENGTH + 1 || to - from > LONGEST || !second(bytes, from)) {
            return Optional.empty();
        }
        int at = from + SECOND_LENGTH;
        int nanos = 0;
        if (bytes[at] == '.') {
            int digits = 0;
            for (at++; at < to && digit(bytes[at]) && digits < 9; at++, digits++) {
                nanos = nanos * 10 + bytes[at] - '0';
            }
            for (; digits < 9; digits++) {
                nanos *= 10;
            }
        }
        if (to - at == 1 && bytes[at] == 'Z') {
            return Optional.of(Instant.ofEpochSecond(epochSecond, nanos));
        }
        if (to - at == 6 && (bytes[at] == '+' || bytes[at] == '-') && bytes[at + 3] == ':') {
            int hours = (bytes[at + 1] - '0') * 10 + bytes[at + 2] - '0';
            int minutes = (bytes[at + 4] - '0') * 10 + bytes[at + 5] - '0';
            long offset = (hours * 60L + minutes) * 60L;
            return Optional.of(Instant.ofEpochSecond(epochSecond - (bytes[at] == '+' ? offset : -offset), nanos));
        }
        return Optional.empty();
    }

    private boolean second(byte[] bytes, int from) {
        if (known && Arrays.equals(bytes, from, from + SECOND_LENGTH, second, 0, SECOND_LENGTH)) {
            return true;
        }
        for (int i = 0; i < SECOND_LENGTH; i++) {
            char shape = SHAPE.charAt(i);
            if (shape == 'd' ? !digit(bytes[from + i]) : bytes[from + i] != shape) {
                return false;
            }
        }
        try {
            epochSecond = LocalDateTime.of(
                            number(bytes, from, 4),
                            number(bytes, from + 5, 2),
                            number(bytes, from + 8, 2),
                            number(bytes, from + 11, 2),
                            number(bytes, from + 14, 2),
                            number(bytes, from + 17, 2))
                    .toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return false;
        }
        System.arraycopy(bytes, from, second, 0, SECOND_LENGTH);
        known = true;
        return true;
    }

    private static int number(byte[] bytes, int from, int length) {
        int value = 0;
        for (int i = from; i < from + length; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private static boolean digit(byte value) {
        return value >= '0' && value <= '9';
    }
}
