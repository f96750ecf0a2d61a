package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.LoggingSpec;
import io.d2k.domain.error.EngineException;
import java.util.Set;

/** Which options of logging a request may have (moby {@code daemon/logger/factory.go}, {@code loggerutils}). */
public final class LoggingRule {
    private static final String FILES = "json-file";
    private static final String LOCAL = "local";
    private static final String NONE = "none";

    /** Drivers that keep logs where {@code docker logs} reads them, as the cluster does; how long, it decides. */
    private static final Set<String> KEPT = Set.of("", FILES, LOCAL, NONE);

    private static final Set<String> MODES = Set.of("", "blocking", "non-blocking");
    private static final Set<String> OF_ANY =
            Set.of("mode", "max-buffer-size", "cache-disabled", "cache-max-size", "cache-max-file", "cache-compress");
    private static final Set<String> OF_FILES =
            Set.of("max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag");
    private static final Set<String> OF_LOCAL = Set.of("max-file", "max-size", "compress");

    private LoggingRule() {}

    /**
     * Refuses what no driver would start with.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(LoggingSpec logging) {
        if (!readable(logging)) {
            return;
        }
        String mode = logging.options().getOrDefault("mode", "");
        if (!MODES.contains(mode)) {
            throw EngineException.invalid("logger: logging mode not supported: " + mode);
        }
        if (logging.options().containsKey("max-buffer-size") && !mode.equals("non-blocking")) {
            throw EngineException.invalid("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        }
        LogValueRule.size(logging.options().getOrDefault("max-buffer-size", "0"))
                .ifPresent(why -> {
                    throw EngineException.invalid("error parsing option max-buffer-size: " + why);
                });
        switch (logging.driver()) {
            case "", FILES -> checkOptions(logging, OF_FILES, "' for json-file log driver");
            case LOCAL -> checkOptions(logging, OF_LOCAL, "' for log driver local");
            // the driver is not d2k's, and judge() says that it is not used
            default ->
                LogDestinationRule.refusal(logging, OF_ANY).ifPresent(why -> {
                    throw EngineException.invalid(why);
                });
        }
    }

    private static void checkOptions(LoggingSpec logging, Set<String> known, String driver) {
        for (String option : logging.options().keySet()) {
            if (!OF_ANY.contains(option) && !known.contains(option)) {
                throw EngineException.invalid("unknown log opt '" + option + driver);
            }
        }
    }

    /** Returns whether there is a driver of that name in Docker. */
    public static boolean known(String driver) {
        return KEPT.contains(driver) || LogDestinationRule.known(driver);
    }

    /** Warns where logs were to go elsewhere. */
    static void judge(LoggingSpec logging, Warnings warnings) {
        if (!KEPT.contains(logging.driver())) {
            warnings.add("Kubernetes has no counterpart of LogConfig. It was ignored.");
        }
    }

    /** Returns whether anybody keeps the log. */
    public static boolean readable(LoggingSpec logging) {
        return !logging.driver().equals(NONE);
    }

    /**
     * Refuses to read a log that nobody was to keep.
     *
     * @throws EngineException in Docker's words
     */
    public static void requireReadable(LoggingSpec logging) {
        if (logging.driver().equals(NONE)) {
            throw EngineException.unsupported("configured logging driver does not support reading");
        }
    }
}
