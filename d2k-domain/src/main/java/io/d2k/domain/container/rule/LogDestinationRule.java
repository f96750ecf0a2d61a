package io.d2k.domain.container.rule;

import io.d2k.domain.TruthText;
import io.d2k.domain.container.LoggingSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options of the drivers that send logs elsewhere (moby {@code daemon/logger/syslog}, {@code gelf}, {@code fluentd},
 * {@code awslogs} and so on). The cluster decides where logs go, but what is wrong is told as Docker tells it.
 */
final class LogDestinationRule {
    private static final String TAG = "tag";
    private static final Set<String> LABELS_AND_ENV = Set.of("env", "env-regex", "labels", "labels-regex");
    private static final Map<String, Set<String>> OPTIONS = Map.of(
            "syslog",
            Set.of(
                    "syslog-address",
                    "syslog-facility",
                    "syslog-format",
                    "syslog-tls-ca-cert",
                    "syslog-tls-cert",
                    "syslog-tls-key",
                    "syslog-tls-skip-verify"),
            "journald",
            Set.of(),
            "gelf",
            Set.of(
                    "gelf-address",
                    "gelf-compression-level",
                    "gelf-compression-type",
                    "gelf-tcp-max-reconnect",
                    "gelf-tcp-reconnect-delay"),
            "fluentd",
            Set.of(
                    "fluentd-address",
                    "fluentd-async",
                    "fluentd-async-connect",
                    "fluentd-async-reconnect-interval",
                    "fluentd-buffer-limit",
                    "fluentd-max-retries",
                    "fluentd-request-ack",
                    "fluentd-retry-wait",
                    "fluentd-sub-second-precision"),
            "awslogs",
            Set.of(
                    "awslogs-create-group",
                    "awslogs-credentials-endpoint",
                    "awslogs-datetime-format",
                    "awslogs-endpoint",
                    "awslogs-force-flush-interval-seconds",
                    "awslogs-format",
                    "awslogs-group",
                    "awslogs-max-buffered-events",
                    "awslogs-multiline-pattern",
                    "awslogs-region",
                    "awslogs-stream"),
            "splunk",
            Set.of(
                    "splunk-caname",
                    "splunk-capath",
                    "splunk-format",
                    "splunk-gzip",
                    "splunk-gzip-level",
                    "splunk-index",
                    "splunk-index-acknowledgment",
                    "splunk-insecureskipverify",
                    "splunk-source",
                    "splunk-sourcetype",
                    "splunk-token",
                    "splunk-url",
                    "splunk-verify-connection"),
            "gcplogs",
            Set.of("gcp-log-cmd", "gcp-meta-id", "gcp-meta-name", "gcp-meta-zone", "gcp-project"));

    private static final Set<String> FACILITIES = Set.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");
    private static final int LAST_FACILITY = 23;
    private static final Set<String> SYSLOG_FORMATS = Set.of("", "rfc3164", "rfc5424", "rfc5424micro");
    private static final Set<String> SYSLOG_SCHEMES = Set.of("tcp", "tcp+tls", "udp", "unix", "unixgram");
    private static final Pattern ADDRESS = Pattern.compile("(?:([a-z+]+)://)?([^/]*?)(:[^:/]*)?(/.*)?");

    private LogDestinationRule() {}

    /** Returns whether there is such a driver. */
    static boolean known(String driver) {
        return OPTIONS.containsKey(driver);
    }

    /** Returns what is wrong with the options of such a driver, in Docker's words; nothing for other drivers. */
    static Optional<String> refusal(LoggingSpec logging, Set<String> ofAnyDriver) {
        Map<String, String> options = logging.options();
        String driver = logging.driver();
        return switch (driver) {
            case "gelf" ->
                gelfAddress(options.getOrDefault("gelf-address", ""))
                        .or(() -> unknown(logging, ofAnyDriver))
                        .or(() -> gelf(options));
            case "syslog" -> unknown(logging, ofAnyDriver).or(() -> syslog(options));
            case "fluentd" -> unknown(logging, ofAnyDriver).or(() -> FluentdOptions.refusal(options));
            case "awslogs" -> unknown(logging, ofAnyDriver).or(() -> AwsLogsOptions.refusal(options));
            default -> unknown(logging, ofAnyDriver);
        };
    }

    private static Optional<String> unknown(LoggingSpec logging, Set<String> ofAnyDriver) {
        String driver = logging.driver();
        Set<String> own = OPTIONS.getOrDefault(driver, Set.of());
        return logging.options().keySet().stream()
                .filter(o -> OPTIONS.containsKey(driver))
                .filter(o -> !own.contains(o) && !ofAnyDriver.contains(o))
                .filter(o -> o.equals(TAG)
                        ? driver.equals("gcplogs")
                        : driver.equals("awslogs") || !LABELS_AND_ENV.contains(o))
                .findFirst()
                .map(o -> switch (driver) {
                    case "gcplogs" -> "\"" + o + "\" is not a valid option for the gcplogs driver";
                    case "gelf" -> "unknown log opt \"" + o + "\" for gelf log driver";
                    default -> "unknown log opt '" + o + "' for " + driver + " log driver";
                });
    }

    private static Optional<String> syslog(Map<String, String> options) {
        String address = options.getOrDefault("syslog-address", "");
        String facility = options.getOrDefault("syslog-facility", "");
        if (!address.isEmpty()) {
            Optional<String> wrong = unreadable(address)
                    .or(() -> SYSLOG_SCHEMES.contains(scheme(address))
                            ? Optional.empty()
                            : Optional.of("unsupported scheme: '" + scheme(address) + "'"));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        if (!facility.isEmpty() && !FACILITIES.contains(facility) && !within(facility, 0, LAST_FACILITY)) {
            return Optional.of("invalid syslog facility");
        }
        return SYSLOG_FORMATS.contains(options.getOrDefault("syslog-format", ""))
                ? Optional.empty()
                : Optional.of("Invalid syslog format");
    }

    private static Optional<String> gelfAddress(String address) {
        if (address.isEmpty()) {
            return Optional.of("gelf-address is a required parameter");
        }
        if (unreadable(address).isPresent()) {
            return unreadable(address);
        }
        if (!Set.of("tcp", "udp").contains(scheme(address))) {
            return Optional.of("gelf: endpoint needs to be TCP or UDP");
        }
        return port(address).isEmpty()
                ? Optional.of("gelf: please provide gelf-address as proto://host:port")
                : Optional.empty();
    }

    private static Optional<String> gelf(Map<String, String> options) {
        boolean udp = scheme(options.getOrDefault("gelf-address", "")).equals("udp");
        for (Map.Entry<String, String> option : options.entrySet()) {
            String name = option.getKey();
            String value = option.getValue();
            boolean compression = name.startsWith("gelf-compression-");
            boolean tcp = name.startsWith("gelf-tcp-");
            if (compression && !udp) {
                return Optional.of("compression is only supported on UDP");
            }
            if (name.equals("gelf-compression-level") && !within(value, -1, 9)
                    || name.equals("gelf-compression-type")
                            && !Set.of("gzip", "zlib", "none").contains(value)) {
                return Optional.of("unknown value \"" + value + "\" for log opt \"" + name + "\" for gelf log driver");
            }
            if (tcp && udp) {
                return Optional.of("\"" + name + "\" is only valid for TCP");
            }
            if (tcp && !within(value, 0, Integer.MAX_VALUE)) {
                return Optional.of("\"" + name + "\" must be a positive integer");
            }
        }
        return Optional.empty();
    }

    /** Returns why an address is no URL, in Go's words. */
    static Optional<String> unreadable(String address) {
        String port = port(address);
        return port.isEmpty() || port.substring(1).chars().allMatch(c -> c >= '0' && c <= '9')
                ? Optional.empty()
                : Optional.of("parse \"" + address + "\": invalid port \"" + port + "\" after host");
    }

    /** Returns the scheme of an address; empty where it has none. */
    static String scheme(String address) {
        Matcher m = ADDRESS.matcher(address);
        return m.matches() && m.group(1) != null ? m.group(1) : "";
    }

    /** Returns the port of an address with its colon; empty where it has none. */
    static String port(String address) {
        Matcher m = ADDRESS.matcher(address);
        return m.matches() && m.group(3) != null ? m.group(3) : "";
    }

    /** Returns the path of an address; empty where it has none. */
    static String path(String address) {
        Matcher m = ADDRESS.matcher(address);
        return m.matches() && m.group(4) != null ? m.group(4) : "";
    }

    /** Returns whether a text is a number within bounds. */
    static boolean within(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Returns why a text is no truth value, in Go's words. */
    static Optional<String> noFlag(String text) {
        return TruthText.parse(text).isPresent()
                ? Optional.empty()
                : Optional.of("strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
    }
}
