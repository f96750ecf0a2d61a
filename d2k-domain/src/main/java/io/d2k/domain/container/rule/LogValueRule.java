package io.d2k.domain.container.rule;

import io.d2k.domain.TruthText;
import io.d2k.domain.container.LoggingSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Values of logging options with which Docker's drivers do not start (moby {@code daemon/logger/jsonfilelog}, {@code local}).
 * How long logs are kept is the cluster's to decide, but what is wrong is told as Docker tells it.
 */
public final class LogValueRule {
    private static final String FILES = "json-file";
    private static final String LOCAL = "local";
    private static final String PREFIX = "failed to create task for container: failed to initialize logging driver: ";
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)*) ?[kKmMgGtTpP]?[iI]?[bB]?");
    private static final int LOCAL_FILES = 5;

    private LogValueRule() {}

    /** Returns why a container cannot be started with these options, in Docker's words; nothing where it can. */
    public static Optional<String> refusal(LoggingSpec logging) {
        Map<String, String> options = logging.options();
        return switch (logging.driver()) {
            case "", FILES -> ofFiles(options).map(PREFIX::concat);
            case LOCAL -> ofLocal(options).map(PREFIX::concat);
            default -> Optional.empty();
        };
    }

    private static Optional<String> ofFiles(Map<String, String> options) {
        return first(
                options,
                List.of(
                        o -> value(o, "max-size", LogValueRule::positiveSize),
                        o -> value(o, "max-file", LogValueRule::fileCount),
                        o -> value(o, "compress", LogValueRule::flag),
                        o -> compress(o, false) && (files(o, 1) < 2 || !o.containsKey("max-size"))
                                ? Optional.of(
                                        "compress cannot be true when max-file is less than 2 or max-size is not set")
                                : Optional.empty(),
                        o -> value(o, "labels-regex", LogValueRule::pattern),
                        o -> value(o, "env-regex", LogValueRule::pattern)));
    }

    private static Optional<String> ofLocal(Map<String, String> options) {
        return first(
                options,
                List.of(
                        o -> value(
                                o, "max-size", v -> size(v).map(("invalid value for max-size: " + v + ": ")::concat)),
                        o -> value(
                                o, "max-file", v -> number(v).map(("invalid value for max-file: " + v + ": ")::concat)),
                        o -> value(o, "compress", v -> flag(v).map("error reading compress log option: "::concat)),
                        o -> compress(o, true) && files(o, LOCAL_FILES) < 2
                                ? Optional.of("compression cannot be enabled when max file count is 1")
                                : Optional.empty()));
    }

    private static Optional<String> first(Map<String, String> options, List<Check> checks) {
        return checks.stream().flatMap(c -> c.of(options).stream()).findFirst();
    }

    /** Says what is wrong with options, where something is. */
    @FunctionalInterface
    private interface Check {
        Optional<String> of(Map<String, String> options);
    }

    private static Optional<String> value(
            Map<String, String> options, String name, Function<String, Optional<String>> check) {
        return Optional.ofNullable(options.get(name)).flatMap(check);
    }

    private static Optional<String> positiveSize(String text) {
        return size(text)
                .or(() -> nothing(text) ? Optional.of("max-size must be a positive number") : Optional.empty());
    }

    /** Returns why a text is no size, such as {@code 10m}. */
    static Optional<String> size(String text) {
        return SIZE.matcher(text).matches() ? Optional.empty() : Optional.of("invalid size: '" + text + "'");
    }

    private static boolean nothing(String size) {
        Matcher m = SIZE.matcher(size);
        return m.matches() && m.group(1).matches("[0.]+");
    }

    private static Optional<String> fileCount(String text) {
        return number(text)
                .or(() ->
                        Integer.parseInt(text) < 1 ? Optional.of("max-file cannot be less than 1") : Optional.empty());
    }

    private static Optional<String> number(String text) {
        return parsed(text).isPresent()
                ? Optional.empty()
                : Optional.of("strconv.Atoi: parsing \"" + text + "\": invalid syntax");
    }

    private static OptionalInt parsed(String text) {
        try {
            return OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static int files(Map<String, String> options, int otherwise) {
        return parsed(options.getOrDefault("max-file", "")).orElse(otherwise);
    }

    private static boolean compress(Map<String, String> options, boolean otherwise) {
        return TruthText.parse(options.getOrDefault("compress", "")).orElse(otherwise);
    }

    private static Optional<String> flag(String text) {
        return TruthText.parse(text).isPresent()
                ? Optional.empty()
                : Optional.of("strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
    }

    private static Optional<String> pattern(String text) {
        try {
            Pattern.compile(text);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(
                    "error parsing regexp: " + e.getDescription().toLowerCase(Locale.ROOT) + ": `" + text + "`");
        }
    }
}
