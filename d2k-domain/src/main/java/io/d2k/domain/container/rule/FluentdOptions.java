package io.d2k.domain.container.rule;

import io.d2k.domain.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Values of options of the driver {@code fluentd} (moby {@code daemon/logger/fluentd}). */
final class FluentdOptions {
    private static final Pattern UNSIGNED = Pattern.compile("\\d{1,10}");
    private static final Set<String> SCHEMES = Set.of("tcp", "tls");
    private static final String UNIX = "unix";
    private static final int LAST_PORT = 65_535;
    private static final String INTERVAL = "fluentd-async-reconnect-interval";
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private FluentdOptions() {}

    static Optional<String> refusal(Map<String, String> options) {
        String address = options.getOrDefault("fluentd-address", "");
        return address(address)
                .map(("invalid fluentd-address (" + address + "): ")::concat)
                .or(() -> LogValueRule.size(options.getOrDefault("fluentd-buffer-limit", "0")))
                .or(() -> DurationText.refusal(options.getOrDefault("fluentd-retry-wait", "0")))
                .or(() -> retries(options.getOrDefault("fluentd-max-retries", "0")))
                .or(() -> List.of(
                                "fluentd-async",
                                "fluentd-async-connect",
                                "fluentd-sub-second-precision",
                                "fluentd-request-ack")
                        .stream()
                        .flatMap(name -> LogDestinationRule.noFlag(options.getOrDefault(name, "true")).stream())
                        .findFirst())
                .or(() -> interval(options.getOrDefault(INTERVAL, ""))
                        .map(("invalid value for " + INTERVAL + ": ")::concat));
    }

    private static Optional<String> address(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String address = text.contains("://") ? text : "tcp://" + text;
        String scheme = LogDestinationRule.scheme(address);
        String path = LogDestinationRule.path(address);
        if (LogDestinationRule.unreadable(address).isPresent()) {
            return LogDestinationRule.unreadable(address);
        }
        if (scheme.equals(UNIX)) {
            return path.isEmpty() ? Optional.of("path is empty") : Optional.empty();
        }
        if (!SCHEMES.contains(scheme)) {
            return Optional.of("unsupported scheme: '" + scheme + "'");
        }
        if (!path.isEmpty()) {
            return Optional.of("should not contain a path element");
        }
        String port = LogDestinationRule.port(address);
        return port.length() < 2 || LogDestinationRule.within(port.substring(1), 0, LAST_PORT)
                ? Optional.empty()
                : Optional.of(
                        "invalid port: strconv.ParseUint: parsing \"" + port.substring(1) + "\": value out of range");
    }

    private static Optional<String> retries(String text) {
        return text.isEmpty() || UNSIGNED.matcher(text).matches()
                ? Optional.empty()
                : Optional.of("strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
    }

    private static Optional<String> interval(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return DurationText.refusal(text)
                .or(() -> DurationText.parse(text)
                        .filter(d -> d.compareTo(SHORTEST) < 0 || d.compareTo(LONGEST) > 0)
                        .map(d -> "value (\"" + text + "\") must be between 100ms and 10s"));
    }
}
