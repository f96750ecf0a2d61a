package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.fake.TestClock;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.log.LogReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class LogsTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs sleeper() {
        return Specs.of("busybox").cmd("sleep", "100");
    }

    private String threeRuns() {
        f.cluster.containers.program(p -> p.begin().print("run " + p.run()).end(0));
        String id = f.run("thrice", sleeper());
        f.awaitRecorded(id, 1);
        for (int run = 2; run <= 3; run++) {
            Bounded.call(() -> f.containers.start(id));
            f.awaitRecorded(id, run);
        }
        return id;
    }

    @Test
    void allRunsAreToldInOrderWhereverTheyAreHeld() throws Exception {
        String id = threeRuns();
        // at any moment, with the earlier pods still there, being kept, or gone
        assertEquals(List.of("run 1", "run 2", "run 3"), f.logs(id));
        f.cluster.archive.await(id, 2);
        assertEquals(List.of("run 1", "run 2", "run 3"), f.logs(id));
        f.cluster.containers.await(id, c -> c.orElseThrow().pods().size() == 1);
        assertEquals(List.of("run 1", "run 2", "run 3"), f.logs(id));
    }

    @Test
    void theLastLinesAreCountedOverAllRuns() throws Exception {
        String id = threeRuns();
        f.cluster.archive.await(id, 2);
        assertEquals(List.of("run 3"), f.logs(id, Fixture.query(false, OptionalInt.of(1))));
        assertEquals(List.of("run 2", "run 3"), f.logs(id, Fixture.query(false, OptionalInt.of(2))));
        assertEquals(List.of(), f.logs(id, Fixture.query(false, OptionalInt.of(0))));
        assertEquals(3, f.logs(id, Fixture.query(false, OptionalInt.of(100))).size());
    }

    @Test
    void whatLoggingOptionsNameStandsBeforeEachLine() throws Exception {
        Specs box = sleeper()
                .env("LEVEL=high", "OTHER=x")
                .label("app", "shop")
                .label("team", "a,b")
                .label("no", "")
                .logging(
                        "",
                        Map.of(
                                "labels",
                                "app,none",
                                "labels-regex",
                                "^te",
                                "env",
                                "LEVEL",
                                "tag",
                                "{{.Name}}/{{.ID}}"));
        String id = f.create("noted", box);
        try (LogReader reader = f.containers.logs(id, Fixture.query()).reader()) {
            assertEquals(Optional.empty(), reader.next());
        }
        assertEquals(
                Map.of("LEVEL", "high", "app", "shop", "team", "a,b", "tag", "noted/" + id.substring(0, 12)),
                f.containers.logs(id, Fixture.query()).attributes());
    }

    @Test
    void aLogThatNobodyWasToKeepIsNotRead() {
        String id = f.create("quiet", sleeper().logging("none", Map.of()));
        Fixture.refused(
                ErrorKind.UNSUPPORTED,
                "configured logging driver does not support reading",
                () -> f.containers.logs(id, Fixture.query()));
        Fixture.refused(
                ErrorKind.INVALID,
                "unknown log opt 'zz' for json-file log driver",
                () -> f.create("odd", sleeper().logging("json-file", Map.of("zz", "1"))));
    }

    @Test
    void theLastLinesAreCountedBeforeTheStreamIsChosen() throws Exception {
        // moby cuts the tail first and filters then
        String id = f.run("both", sleeper());
        f.pod().print("out 1").print("out 2").printError("err").end(0);
        LogQuery stdout = new LogQuery(true, false, false, Optional.empty(), Optional.empty(), OptionalInt.of(2));
        assertEquals(List.of("out 2"), f.logs(id, stdout));
        LogQuery stderr = new LogQuery(false, true, false, Optional.empty(), Optional.empty(), OptionalInt.empty());
        assertEquals(List.of("err"), f.logs(id, stderr));
    }

    @Test
    void clocksOfNodesMayDiffer() throws Exception {
        Instant t = TestClock.START;
        f.cluster.containers.program(p -> p.begin()
                .printAt(t.plusSeconds(100 - p.restart()), "try " + p.restart())
                .end(4));
        String id = f.run("fails", sleeper().onFailure(1));
        f.awaitRecorded(id, 1);
        f.cluster.archive.await(id, 1);
        assertEquals(List.of("try 0", "try 1"), f.logs(id), "later lines with earlier times are no repetition");
    }

    @Test
    void followGoesOnUntilTheEnd() throws Exception {
        String id = f.run("talk", sleeper());
        FakePod pod = f.pod().print("before");
        try (LogReader reader =
                f.containers.logs(id, Fixture.query(true, OptionalInt.empty())).reader()) {
            assertEquals("before", Fixture.text(reader.next().orElseThrow()));
            FutureTask<Optional<LogLine>> next = Bounded.start(reader::next);
            pod.print("after");
            assertEquals("after", Fixture.text(Bounded.get(next).orElseThrow()));
            FutureTask<Optional<LogLine>> end = Bounded.start(reader::next);
            pod.end(7);
            assertEquals(Optional.empty(), Bounded.get(end));
        }
        assertEquals(
                List.of("before", "after"), f.logs(id, Fixture.query(true, OptionalInt.empty())), "ended: at once");
        f.cluster.nodes.awaitNoneOpen();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 50})
    void followAfterATailRepeatsNothing(int tail) throws Exception {
        String id = f.run("talk", sleeper());
        FakePod pod = f.pod().print("1").print("2").print("3");
        try (LogReader reader =
                f.containers.logs(id, Fixture.query(true, OptionalInt.of(tail))).reader()) {
            List<String> expected = IntStream.rangeClosed(1, 3)
                    .skip(Math.max(0, 3 - tail))
                    .mapToObj(Integer::toString)
                    .toList();
            for (String line : expected) {
                assertEquals(line, Fixture.text(Bounded.call(reader::next).orElseThrow()));
            }
            FutureTask<Optional<LogLine>> next = Bounded.start(reader::next);
            // for tail 0 the log is opened by the first call: wait until it stands
            f.cluster.nodes.awaitOpen(1);
            pod.print("4");
            assertEquals("4", Fixture.text(Bounded.get(next).orElseThrow()));
        }
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void timesBoundWhatIsTold() throws Exception {
        String id = f.run("timed", sleeper());
        Instant t = Instant.parse("2026-03-01T13:00:00Z");
        f.pod()
                .printAt(t, "0")
                .printAt(t.plusSeconds(1), "1")
                .printAt(t.plusSeconds(2), "2")
                .end(0);
        assertEquals(List.of("1", "2"), f.logs(id, Fixture.between(Optional.of(t.plusSeconds(1)), Optional.empty())));
        assertEquals(List.of("0", "1"), f.logs(id, Fixture.between(Optional.empty(), Optional.of(t.plusSeconds(1)))));
        assertEquals(
                List.of("1"),
                f.logs(id, Fixture.between(Optional.of(t.plusSeconds(1)), Optional.of(t.plusSeconds(1)))));
        assertEquals(List.of(), f.logs(id, Fixture.between(Optional.of(t.plusSeconds(3)), Optional.empty())));
    }

    @Test
    void aServicesLogOutlivesItsStop() throws Exception {
        String id = f.run("web", Specs.of("web"));
        FakePod pod = f.pod().print("ready");
        pod.onSignal(n -> pod.print("bye").end(0));
        Bounded.call(() -> f.containers.stop("web", "", Optional.empty()));
        f.cluster.archive.await(id, 2);
        assertEquals(List.of("ready", "bye"), f.logs(id));
        Bounded.call(() -> f.containers.start("web"));
        f.pod().print("again");
        assertEquals(List.of("ready", "bye", "again"), f.logs(id));
    }

    @Test
    void killingKeepsTheLog() throws Exception {
        String id = f.run("shot", sleeper().stopTimeout(10)); // so that the pod goes
        f.pod().print("last words");
        f.containers.kill("shot", "");
        f.cluster.archive.await(id, 1);
        f.cluster.containers.await(id, c -> c.orElseThrow().pods().isEmpty());
        assertEquals(List.of("last words"), f.logs(id));
    }

    @Test
    void aClosedReaderEnds() throws Exception {
        String id = f.run("endless", sleeper());
        LogReader reader =
                f.containers.logs(id, Fixture.query(true, OptionalInt.empty())).reader();
        FutureTask<Optional<LogLine>> next = Bounded.start(reader::next);
        f.cluster.nodes.awaitOpen(1);
        reader.close();
        assertEquals(Optional.empty(), Bounded.get(next));
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void whatWasNeverStartedHasAnEmptyLog() {
        String id = f.create("silent", sleeper());
        assertEquals(List.of(), f.logs(id));
        assertEquals(List.of(), f.logs(id, Fixture.query(true, OptionalInt.of(5))));
    }

    @Test
    void aTerminalsLogHasItsLineEnds() throws Exception {
        String id = f.run("tty", sleeper().tty());
        f.pod().print("line").end(0);
        var log = f.containers.logs(id, Fixture.query());
        assertTrue(log.tty());
        try (LogReader reader = log.reader()) {
            assertEquals(
                    "line\r\n",
                    new String(reader.next().orElseThrow().bytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @Test
    void oneStreamMustBeChosen() {
        f.create("box", sleeper());
        LogQuery none = new LogQuery(false, false, false, Optional.empty(), Optional.empty(), OptionalInt.empty());
        Fixture.refused(
                ErrorKind.INVALID,
                "Bad parameters: you must choose at least one stream",
                () -> f.containers.logs("box", none));
    }
}
