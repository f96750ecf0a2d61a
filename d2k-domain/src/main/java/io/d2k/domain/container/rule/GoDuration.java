package io.d2k.domain.container.rule;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Docker's server reads them in options: the forms of Go's {@code time.ParseDuration}, such as 1m30s. */
final class GoDuration {
    private static final String NUMBER = "(?:\\d+\\.?\\d*|\\.\\d+)";
    private static final Pattern PART = Pattern.compile("(" + NUMBER + ")(ns|us|µs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|(?:" + PART + ")+)");
    private static final Pattern UNITLESS = Pattern.compile("[-+]?(?:" + PART + ")*" + NUMBER);
    private static final Map<String, Double> SECONDS =
            Map.of("ns", 1e-9, "us", 1e-6, "µs", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);

    private GoDuration() {}

    /** Returns why a text is no duration, in Go's words. */
    static Optional<String> refusal(String text) {
        if (WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of("time: " + (UNITLESS.matcher(text).matches() ? "missing unit in" : "invalid")
                + " duration \"" + text + "\"");
    }

    /** Returns the seconds of a text that is a duration. */
    static double seconds(String text) {
        Matcher m = PART.matcher(text);
        double seconds = 0;
        while (m.find()) {
            seconds += Double.parseDouble(m.group(1)) * SECONDS.getOrDefault(m.group(2), 0.0);
        }
        return text.startsWith("-") ? -seconds : seconds;
    }
}
