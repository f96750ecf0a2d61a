package io.d2k.domain;

import io.d2k.domain.error.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as Docker's clients write them: Unix seconds with a fraction, RFC 3339, or a duration back from now. */
public final class TimeText {
    private static final Pattern UNIX = Pattern.compile("(-?\\d{1,12})(?:\\.(\\d{1,9}))?");

    private TimeText() {}

    /**
     * Parses a time.
     *
     * @throws EngineException when it is none
     */
    public static Instant parse(String text, Instant now) {
        Matcher unix = UNIX.matcher(text);
        if (unix.matches()) {
            String nanos = unix.group(2) == null ? "0" : (unix.group(2) + "000000000").substring(0, 9);
            return Instant.ofEpochSecond(Long.parseLong(unix.group(1)), Long.parseLong(nanos));
        }
        Optional<Duration> back = DurationText.parse(text);
        if (back.isPresent()) {
            return now.minus(back.get());
        }
        try {
            if (text.length() <= "2006-01-02".length()) {
                return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            boolean zoned = text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
            return zoned
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new EngineException(
                    io.d2k.domain.error.ErrorKind.INVALID,
                    "failed to parse value as time or duration: \"" + text + "\"",
                    e);
        }
    }
}
