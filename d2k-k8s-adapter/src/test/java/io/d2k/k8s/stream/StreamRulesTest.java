package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"status\":\"Success\"} | Exited[code=0]",
                "{\"status\":\"Failure\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"137\"}]}} |"
                        + " Exited[code=137]",
                "{\"status\":\"Failure\",\"message\":\"a: b: OCI runtime exec failed: c\"} | NotStarted[message=OCI"
                        + " runtime exec failed: c: unknown]",
                "{\"status\":\"Failure\",\"message\":\"x: OCI runtime exec failed: is a directory\"} |"
                        + " NotStarted[message=OCI runtime exec failed: is a directory: unknown: permission denied]",
                "{\"status\":\"Failure\",\"message\":\"x: OCI runtime exec failed: is a directory: unknown\"} |"
                        + " NotStarted[message=OCI runtime exec failed: is a directory: unknown: permission denied]",
                "{\"status\":\"Failure\",\"message\":\"executable file not found\"} | NotStarted[message=executable"
                        + " file not found]",
                "{\"status\":\"Failure\",\"message\":\"container is gone\",\"details\":null} | Lost[message=container"
                        + " is gone]",
                "no json | Lost[message=no json]",
                "[] | Lost[message=[]]",
            })
    void readsHowAProcessEnded(String json, String expected) {
        assertEquals(expected, ExecStatus.of(json).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "running, 0, {}, RUNNING",
        "terminated, 0, {}, ENDED",
        "waiting, 0, {}, RUNNING",
        "waiting, 0, {\"terminated\":{}}, ENDED",
        "running, 1, {}, REPLACED",
    })
    void knowsTheFateOfAProcess(String state, int restarts, String lastState, Instance.Fate expected) {
        String json = Pods.json(state, restarts).replace("\"state\":", "\"lastState\":" + lastState + ",\"state\":");
        var pod = assertInstanceOf(JsonObject.class, JsonParser.parseString(json));
        assertEquals(expected, new Instance("web", "uid-1", "node-1", 0, true).fate(pod));
        assertEquals(Instance.Fate.GONE, new Instance("web", "uid-2", "node-1", 0, true).fate(pod));
        assertEquals(Instance.Fate.RUNNING, new Instance("web", "uid-1", "node-1", 2, true).fate(pod));
    }

    @Test
    void ordersTheFilesOfAnInstance() {
        String html = "<a href=\"1.log\">1.log</a><a href=\"0.log.20260101-000003\">x</a>"
                + "<a href=\"0.log.20260101-000001.gz\">x</a><a href=\"0.log.20260101-000002\">x</a>"
                + "<a href=\"0.log.20260101-000002.gz\">x</a><a href=\"0.log.20260101-000003.tmp\">x</a>";
        LogFileNames names = LogFileNames.of(html, "0.log");
        assertEquals(
                List.of("0.log.20260101-000001.gz", "0.log.20260101-000002", "0.log.20260101-000003"), names.rotated());
        assertEquals(false, names.present());
        assertEquals(Optional.of("0.log.20260101-000002"), names.after("0.log.20260101-000001"));
        assertEquals(Optional.empty(), names.after("0.log.20260101-000003"));
        assertEquals("1.log", LogFileNames.of(html, "1.log").oldest());
    }

    @Test
    void doubtsSilenceAfterMuchOutputAFewTimes() {
        var doubt = new RotationDoubt();
        assertEquals(Optional.empty(), doubt.patience());
        doubt.printed(2 * 1024 * 1024);
        for (int seconds : new int[] {1, 2, 4, 8, 16}) {
            assertEquals(Optional.of(Duration.ofSeconds(seconds)), doubt.patience());
            doubt.silent();
        }
        assertEquals(Optional.empty(), doubt.patience());
    }

    private static LogLine line(int nanos, String text) {
        return new LogLine(StdStream.STDOUT, Instant.EPOCH.plusNanos(nanos), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String take(ResumePoint point, LogLine... lines) {
        var text = new StringBuilder();
        for (LogLine line : lines) {
            point.take(line).ifPresent(taken -> text.append(new String(taken.bytes(), StandardCharsets.UTF_8)));
        }
        return text.toString();
    }

    @Test
    void aResumedLogRepeatsAndLosesNothing() {
        var point = new ResumePoint();
        LogLine[] first = {line(1, "a"), line(3, "b"), line(2, "late"), line(2, "late")};
        assertEquals("abla telate".replace(" ", ""), take(point, first));
        point.again();
        assertEquals("", take(point, first));
        assertEquals("late2c", take(point, line(2, "late2"), line(4, "c")));
        // The last line is not there any more, but later ones are.
        point.again();
        assertEquals("d", take(point, line(5, "d")));
        assertTrue(
                new ResumePoint(Instant.EPOCH.plusNanos(7)).take(line(7, "x")).isEmpty());
    }

    @Test
    void aLineThatHasGrownIsCompleted() {
        var point = new ResumePoint();
        assertEquals("par", take(point, line(1, "par")));
        point.again();
        assertEquals("tial\n", take(point, line(1, "partial\n")));
        point.again();
        assertEquals("", take(point, line(1, "partial\n")));
    }
}
