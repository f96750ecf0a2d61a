package io.d2k.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as Docker and Kubernetes write and read them: the forms of Go's {@code time.ParseDuration}, such as
 * {@code 1m30s}, {@code 1.5h} and {@code -2ms}.
 */
public final class DurationText {
    private static final String NUMBER = "(?:\\d+\\.?\\d*|\\.\\d+)";
    private static final Pattern PART = Pattern.compile("(" + NUMBER + ")(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|(?:" + PART + ")+)");
    private static final Pattern UNITLESS = Pattern.compile("[-+]?(?:" + PART + ")*" + NUMBER);
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private DurationText() {}

    /** Returns what a text says; empty where it is no duration, or one of more than 2^63 - 1 ns. */
    public static Optional<Duration> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal sum = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos(part.group(2)))));
        }
        BigInteger nanos = sum.toBigInteger();
        return nanos.compareTo(LONGEST) > 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(text.startsWith("-") ? -nanos.longValue() : nanos.longValue()));
    }

    /** Returns why a text is no duration, in Go's words; nothing where it is one. */
    public static Optional<String> refusal(String text) {
        return parse(text).isPresent()
                ? Optional.empty()
                : Optional.of("time: " + (UNITLESS.matcher(text).matches() ? "missing unit in" : "invalid")
                        + " duration \"" + text + "\"");
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "h" -> 3_600_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "s" -> 1_000_000_000L;
            case "ms" -> 1_000_000L;
            case "ns" -> 1L;
            default -> 1_000L;
        };
    }
}
