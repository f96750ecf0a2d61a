package io.d2k.domain.container.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of options of the driver {@code awslogs} (moby {@code daemon/logger/awslogs}). */
final class AwsLogsOptions {
    private static final String DATETIME = "awslogs-datetime-format";
    private static final String MULTILINE = "awslogs-multiline-pattern";
    private static final String EMF = "json/emf";

    private AwsLogsOptions() {}

    static Optional<String> refusal(Map<String, String> options) {
        if (options.getOrDefault("awslogs-group", "").isEmpty()) {
            return Optional.of("must specify a value for log opt 'awslogs-group'");
        }
        String create = options.getOrDefault("awslogs-create-group", "true");
        Optional<String> noFlag = LogDestinationRule.noFlag(create);
        if (noFlag.isPresent()) {
            return noFlag.map("must specify valid value for log opt 'awslogs-create-group': "::concat);
        }
        for (String name : List.of("awslogs-force-flush-interval-seconds", "awslogs-max-buffered-events")) {
            String value = options.getOrDefault(name, "1");
            if (!LogDestinationRule.within(value, 1, Integer.MAX_VALUE)) {
                return Optional.of("must specify a positive integer for log opt '" + name + "': " + value);
            }
        }
        return format(options);
    }

    private static Optional<String> format(Map<String, String> options) {
        boolean datetime = options.containsKey(DATETIME);
        boolean multiline = options.containsKey(MULTILINE);
        if (datetime && multiline) {
            return Optional.of(
                    "you cannot configure log opt '" + DATETIME + "' and '" + MULTILINE + "' at the same time");
        }
        String format = options.getOrDefault("awslogs-format", "");
        if (!format.isEmpty() && !format.equals(EMF)) {
            return Optional.of("unsupported log format '" + format + "'");
        }
        return format.equals(EMF) && (datetime || multiline)
                ? Optional.of("you cannot configure log opt '" + DATETIME + "' or '" + MULTILINE
                        + "' when log opt 'awslogs-format' is set to '" + EMF + "'")
                : Optional.empty();
    }
}
