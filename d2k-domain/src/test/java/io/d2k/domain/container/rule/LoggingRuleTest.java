package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.LoggingSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.fake.Refusals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are those of an engine. */
class LoggingRuleTest {
    private static LoggingSpec logging(String driver, String options) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String option : options.split(" ")) {
            String[] parts = option.split("=", 2);
            map.put(parts[0], parts.length == 1 ? "" : parts[1]);
        }
        return new LoggingSpec(driver, map);
    }

    @ParameterizedTest
    @CsvSource({
        "'', mode=zz, logger: logging mode not supported: zz",
        "'', max-buffer-size=1m, logger: max-buffer-size option is only supported with 'mode=non-blocking'",
        "'', nope=1, unknown log opt 'nope' for json-file log driver",
        "json-file, a=1 b=2, unknown log opt 'a' for json-file log driver",
        "'', mode=non-blocking max-buffer-size=-1, error parsing option max-buffer-size: invalid size: '-1'",
        "local, labels=a, unknown log opt 'labels' for log driver local",
        "syslog, mode=zz, logger: logging mode not supported: zz",
    })
    void whatNoDriverStartsWithIsRefused(String driver, String options, String words) {
        Refusals.invalid(words, () -> LoggingRule.check(logging(driver, options)));
    }

    /** What Docker Engine 26.1 answered. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            syslog   | nosuch=1                     | unknown log opt 'nosuch' for syslog log driver
            syslog   | syslog-address=foo           | unsupported scheme: ''
            syslog   | syslog-address=http://a      | unsupported scheme: 'http'
            syslog   | syslog-address=tcp://a:b:c   | parse "tcp://a:b:c": invalid port ":c" after host
            syslog   | syslog-facility=nosuch       | invalid syslog facility
            syslog   | syslog-facility=24           | invalid syslog facility
            syslog   | syslog-format=x              | Invalid syslog format
            journald | nosuch=1                     | unknown log opt 'nosuch' for journald log driver
            gelf     | nosuch=1                     | gelf-address is a required parameter
            gelf     | gelf-address=http://x        | gelf: endpoint needs to be TCP or UDP
            gelf     | gelf-address=udp://a         | gelf: please provide gelf-address as proto://host:port
            gelf     | gelf-address=tcp://a:b:c     | parse "tcp://a:b:c": invalid port ":c" after host
            gelf     | gelf-address=tcp://a:1 nosuch=x | unknown log opt "nosuch" for gelf log driver
            gelf     | gelf-address=udp://a:1 gelf-compression-type=x | unknown value "x" for log opt "gelf-compression-type" for gelf log driver
            gelf     | gelf-address=udp://a:1 gelf-compression-level=12 | unknown value "12" for log opt "gelf-compression-level" for gelf log driver
            gelf     | gelf-address=tcp://a:1 gelf-compression-level=1 | compression is only supported on UDP
            gelf     | gelf-address=udp://a:1 gelf-tcp-max-reconnect=1 | "gelf-tcp-max-reconnect" is only valid for TCP
            gelf     | gelf-address=tcp://a:1 gelf-tcp-max-reconnect=x | "gelf-tcp-max-reconnect" must be a positive integer
            fluentd  | fluentd-write-timeout=3s     | unknown log opt 'fluentd-write-timeout' for fluentd log driver
            fluentd  | fluentd-address=http://a     | invalid fluentd-address (http://a): unsupported scheme: 'http'
            fluentd  | fluentd-address=a:b          | invalid fluentd-address (a:b): parse "tcp://a:b": invalid port ":b" after host
            fluentd  | fluentd-address=tcp://a:99999 | invalid fluentd-address (tcp://a:99999): invalid port: strconv.ParseUint: parsing "99999": value out of range
            fluentd  | fluentd-address=unix://      | invalid fluentd-address (unix://): path is empty
            fluentd  | fluentd-address=tcp://a/b    | invalid fluentd-address (tcp://a/b): should not contain a path element
            fluentd  | fluentd-buffer-limit=x       | invalid size: 'x'
            fluentd  | fluentd-retry-wait=x         | time: invalid duration "x"
            fluentd  | fluentd-retry-wait=3         | time: missing unit in duration "3"
            fluentd  | fluentd-max-retries=-1       | strconv.ParseUint: parsing "-1": invalid syntax
            fluentd  | fluentd-async=x              | strconv.ParseBool: parsing "x": invalid syntax
            fluentd  | fluentd-request-ack=z        | strconv.ParseBool: parsing "z": invalid syntax
            fluentd  | fluentd-async-reconnect-interval=x | invalid value for fluentd-async-reconnect-interval: time: invalid duration "x"
            fluentd  | fluentd-async-reconnect-interval=1ms | invalid value for fluentd-async-reconnect-interval: value ("1ms") must be between 100ms and 10s
            fluentd  | fluentd-async-reconnect-interval=20s | invalid value for fluentd-async-reconnect-interval: value ("20s") must be between 100ms and 10s
            awslogs  | awslogs-region=x             | must specify a value for log opt 'awslogs-group'
            awslogs  | awslogs-group=g env=a        | unknown log opt 'env' for awslogs log driver
            awslogs  | awslogs-group=g awslogs-create-group=x | must specify valid value for log opt 'awslogs-create-group': strconv.ParseBool: parsing "x": invalid syntax
            awslogs  | awslogs-group=g awslogs-datetime-format=x awslogs-multiline-pattern=y | you cannot configure log opt 'awslogs-datetime-format' and 'awslogs-multiline-pattern' at the same time
            awslogs  | awslogs-group=g awslogs-max-buffered-events=0 | must specify a positive integer for log opt 'awslogs-max-buffered-events': 0
            awslogs  | awslogs-group=g awslogs-format=x | unsupported log format 'x'
            awslogs  | awslogs-group=g awslogs-format=json/emf awslogs-datetime-format=x | you cannot configure log opt 'awslogs-datetime-format' or 'awslogs-multiline-pattern' when log opt 'awslogs-format' is set to 'json/emf'
            splunk   | nosuch=1                     | unknown log opt 'nosuch' for splunk log driver
            gcplogs  | tag=a                        | "tag" is not a valid option for the gcplogs driver
            gcplogs  | nosuch=1                     | "nosuch" is not a valid option for the gcplogs driver
            """)
    void whatNoDriverThatSendsLogsElsewhereTakesIsRefused(String driver, String options, String words) {
        Refusals.invalid(words, () -> LoggingRule.check(logging(driver, options)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', max-size=1m max-file=3 compress=true labels=a env=b labels-regex=c env-regex=d tag=e",
        "json-file, mode=non-blocking max-buffer-size=1m cache-disabled=true",
        "local, max-size=1m max-file=3 compress=true",
        "syslog, syslog-address=udp://1.2.3.4",
        "syslog, syslog-address=unix:///dev/log syslog-facility=23 syslog-format=rfc5424micro env-regex=a tag=b",
        "gelf, gelf-address=udp://a:1 gelf-compression-level=-1 gelf-compression-type=none mode=blocking",
        "gelf, gelf-address=tcp://a:1 gelf-tcp-max-reconnect=0",
        "fluentd, fluentd-address=:1 fluentd-retry-wait=1m30s fluentd-buffer-limit=8mb fluentd-max-retries=3",
        "fluentd, fluentd-address=unix:///a fluentd-async-reconnect-interval=100ms fluentd-async=true",
        "fluentd, fluentd-address=tls://a",
        "awslogs, awslogs-group=g tag=a awslogs-multiline-pattern=(",
        "splunk, splunk-token=a splunk-gzip-level=x",
        "gcplogs, gcp-project=a labels=b",
        "journald, tag=a labels=b",
        "none, mode=zz",
    })
    void othersAreTaken(String driver, String options) {
        LoggingRule.check(logging(driver, options));
    }

    /** What Docker Engine 26.1 answered. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            json-file | max-size=x                  | invalid size: 'x'
            json-file | max-size=-1                 | invalid size: '-1'
            json-file | max-size=5z                 | invalid size: '5z'
            json-file | max-size=0                  | max-size must be a positive number
            json-file | max-file=0                  | max-file cannot be less than 1
            json-file | max-file=x                  | strconv.Atoi: parsing "x": invalid syntax
            json-file | compress=x                  | strconv.ParseBool: parsing "x": invalid syntax
            json-file | compress=true max-file=2    | compress cannot be true when max-file is less than 2 or max-size is not set
            json-file | compress=true max-size=1m   | compress cannot be true when max-file is less than 2 or max-size is not set
            local     | max-size=x                  | invalid value for max-size: x: invalid size: 'x'
            local     | max-file=x                  | invalid value for max-file: x: strconv.Atoi: parsing "x": invalid syntax
            local     | compress=x                  | error reading compress log option: strconv.ParseBool: parsing "x": invalid syntax
            local     | max-file=0                  | compression cannot be enabled when max file count is 1
            local     | max-file=1 compress=true    | compression cannot be enabled when max file count is 1
            """)
    void whatNoContainerIsStartedWithIsTold(String driver, String options, String words) {
        assertEquals(
                Optional.of("failed to create task for container: failed to initialize logging driver: " + words),
                LogValueRule.refusal(logging(driver, options)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', max-size=1.5m max-file=3 compress=true labels-regex=a.* env-regex=b",
        "json-file, max-size=10MiB",
        "local, max-size=10m max-file=3",
        "local, max-file=1 compress=false",
        "syslog, max-size=x",
    })
    void otherValuesAreGoodForAStart(String driver, String options) {
        assertEquals(Optional.empty(), LogValueRule.refusal(logging(driver, options)));
    }

    @Test
    void patternsThatAreNoneAreTold() {
        String words = LogValueRule.refusal(logging("", "env-regex=a(b")).orElseThrow();
        assertTrue(words.contains("initialize logging driver: error parsing regexp: "), words);
        assertTrue(words.endsWith(": `a(b`"), words);
    }

    @Test
    void aLogThatNobodyKeepsIsNotRead() {
        Refusals.unsupported(
                "configured logging driver does not support reading",
                () -> LoggingRule.requireReadable(new LoggingSpec("none", Map.of())));
        assertEquals("read", read(LoggingSpec.DEFAULT));
    }

    private static String read(LoggingSpec logging) throws EngineException {
        LoggingRule.requireReadable(logging);
        return "read";
    }
}
