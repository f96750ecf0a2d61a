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

    @ParameterizedTest
    @CsvSource({
        "'', max-size=1m max-file=3 compress=true labels=a env=b labels-regex=c env-regex=d tag=e",
        "json-file, mode=non-blocking max-buffer-size=1m cache-disabled=true",
        "local, max-size=1m max-file=3 compress=true",
        "syslog, syslog-address=udp://1.2.3.4",
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
