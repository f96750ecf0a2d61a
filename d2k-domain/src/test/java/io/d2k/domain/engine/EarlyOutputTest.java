package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class EarlyOutputTest {
    private final StringBuilder shown = new StringBuilder();
    private String log = "";

    private static byte[] bytes(String text) {
        return text.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private EarlyOutput early(String printed) throws IOException {
        log = printed;
        PodObservation pod = Observed.runOnce(Specs.of("busybox"))
                .pod(1, 0, new ProcessState.Running(Instant.EPOCH))
                .get()
                .pods()
                .getFirst();
        return new EarlyOutput(
                (p, request) -> LogReader.of(List.of(new LogLine(StdStream.STDOUT, Instant.EPOCH, bytes(log)))),
                pod,
                (stream, buffer, offset, length) ->
                        shown.append(new String(buffer, offset, length, StandardCharsets.UTF_8).replace("\r\n", "~")),
                Duration.ofHours(1));
    }

    private static void attach(EarlyOutput output, String text) throws IOException {
        output.write(StdStream.STDOUT, bytes(text), 0, bytes(text).length);
    }

    /** Whatever the log had when it was read, and however the attached output comes, each byte is shown once. */
    @ParameterizedTest
    @CsvSource({
        "early~, attached~, early~attached~",
        "'', attached~, attached~",
        "both~, both~, both~",
        "a~b~, b~|c~, a~b~c~",
        "food~4~, food~|4~, food~4~",
        "food~4~, fo|od|~|4|~5, food~4~5",
        "x~food~4~, food~|4~|x, x~food~4~x",
        "a~b~a~c~, a~|x, a~b~a~c~a~x",
        "aXa, ab, aXab"
    })
    void whatBothHaveIsShownOnce(String printed, String attached, String all) throws IOException {
        EarlyOutput output = early(printed);
        for (String chunk : attached.split("\\|")) {
            attach(output, chunk);
        }
        output.end();
        assertEquals(all, shown.toString());
    }

    @Test
    void whatOnlyLooksLikeTheLogIsShownWhenTheProcessEnds() throws IOException {
        EarlyOutput output = early("a~b~");
        attach(output, "a~");
        assertEquals("a~b~", shown.toString());
        log = "a~b~a~";
        output.end();
        assertEquals("a~b~a~", shown.toString());
    }

    @Test
    void orAfterAMoment() throws Exception {
        LinkedBlockingQueue<String> later = new LinkedBlockingQueue<>();
        log = "$ ls~a~$ ";
        EarlyOutput output = new EarlyOutput(
                (p, request) -> LogReader.of(List.of(new LogLine(StdStream.STDOUT, Instant.EPOCH, bytes(log)))),
                Observed.runOnce(Specs.of("busybox"))
                        .pod(1, 0, new ProcessState.Running(Instant.EPOCH))
                        .get()
                        .pods()
                        .getFirst(),
                (stream, buffer, offset, length) -> {
                    if (length == 1) {
                        later.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
                    }
                });
        var waiting = Bounded.start(later::take);
        attach(output, "l");
        assertEquals("l", Bounded.get(waiting));
    }
}
