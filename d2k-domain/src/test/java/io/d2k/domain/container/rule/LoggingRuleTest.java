package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.LoggingSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.fake.Refusals;
import java.util.LinkedHashMap;
import java.util.Map;
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
