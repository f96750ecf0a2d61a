package io.d2k.domain.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnplugReportTest {
    static Stream<Arguments> reports() {
        return Stream.of(
                Arguments.of("", Optional.empty()),
                Arguments.of("has data\nlacks cp", Optional.empty()),
                Arguments.of("unplugged", Optional.of(new UnplugReport(true, ""))),
                Arguments.of("has data\n unplugged \n", Optional.of(new UnplugReport(true, ""))),
                Arguments.of(
                        "plugged eth0: ip: SIOCSIFFLAGS: Operation not permitted\n",
                        Optional.of(new UnplugReport(false, "eth0: ip: SIOCSIFFLAGS: Operation not permitted"))));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void aLineOfItsOwnTells(String text, Optional<UnplugReport> report) {
        assertEquals(report, UnplugReport.parse(text));
    }
}
