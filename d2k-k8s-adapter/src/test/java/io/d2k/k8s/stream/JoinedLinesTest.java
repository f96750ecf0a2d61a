package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinedLinesTest {
    /** Parts are told by their stream and their text, in which {@code /} stands for a line feed; times count from 1. */
    private static LogReader reader(List<String> parts) {
        Iterator<String> next = parts.iterator();
        return new LogReader() {
            private long time;

            @Override
            public Optional<LogLine> next() {
                if (!next.hasNext()) {
                    return Optional.empty();
                }
                String part = next.next();
                return Optional.of(new LogLine(
                        part.charAt(0) == 'e' ? StdStream.STDERR : StdStream.STDOUT,
                        Instant.ofEpochSecond(++time),
                        part.substring(1).replace('/', '\n').getBytes(StandardCharsets.UTF_8)));
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    private static List<LogLine> joined(List<String> parts) throws IOException {
        List<LogLine> lines = new ArrayList<>();
        try (LogReader joined = new JoinedLines(reader(parts))) {
            for (Optional<LogLine> line = joined.next(); line.isPresent(); line = joined.next()) {
                lines.add(line.get());
            }
        }
        return lines;
    }

    private static String told(LogLine line) {
        String text = new String(line.bytes(), StandardCharsets.UTF_8).replace('\n', '/');
        return (line.stream() == StdStream.STDERR ? "e" : "o") + text + "@"
                + line.time().getEpochSecond();
    }

    @ParameterizedTest
    @CsvSource({
        "oa/ ob/, oa/@1 ob/@2",
        "oa ob oc/ od/, oabc/@3 od/@4",
        // those of the other stream do not stand between, and each line comes once it is whole
        "oa ex/ ob/, ex/@2 oab/@3",
        "oa ex ob/ ey/, oab/@3 exy/@4",
        // what has no end is told at the end
        "oa/ ob, oa/@1 ob@2",
        "oa eb oc, oac@3 eb@2",
    })
    void partsAreTheLineThatTheyWerePrintedAs(String parts, String lines) throws IOException {
        assertEquals(
                List.of(lines.split(" ")),
                joined(List.of(parts.split(" "))).stream()
                        .map(JoinedLinesTest::told)
                        .toList());
    }

    @Test
    void longLinesComeInThePartsOfDocker() throws IOException {
        String full = "x".repeat(LineParser.LONGEST_PART);
        List<String> parts = List.of("o" + full, "oend/", "oab", "o" + full.substring(1), "oend", "o/");

        assertEquals(
                List.of("o" + full + "@1", "oend/@2", "oab" + full.substring(2) + "@4", "oxend/@6"),
                joined(parts).stream().map(JoinedLinesTest::told).toList());
    }
}
