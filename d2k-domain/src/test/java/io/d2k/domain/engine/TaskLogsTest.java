package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.fake.TestClock;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.service.ServiceLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What services tell of the output of their tasks. */
class TaskLogsTest extends ServiceCase {
    @Test
    void logThatNobodyWasToKeepIsEmpty() throws Exception {
        String id = services.create(
                        web().container(Specs.of("web:1").logging("none", Map.of()))
                                .spec(),
                        Optional.empty())
                .id();
        store.show(pod("a", 1, 1, running(2)));
        cluster.nodes.tells("a", q -> List.of(line("unheard")));

        try (var log = services.logs(id, Fixture.query())) {
            assertEquals(Optional.empty(), log.next());
        }
    }

    @Test
    void linesOfATaskTellWhatTheLoggingOptionsName() throws Exception {
        String id = services.create(
                        web().container(Specs.of("web:1")
                                        .env("SLOT={{.Task.Slot}}", "OTHER=x")
                                        .logging("json-file", Map.of("env", "SLOT")))
                                .spec(),
                        Optional.empty())
                .id();
        store.await("launch 1-1-0");
        store.show(slotted("1-1-0", 1, 0, 1, running(2), ""));
        cluster.nodes.tells("1-1-0", q -> List.of(line("heard")));

        try (var log = services.logs(id, Fixture.query())) {
            var attributes = log.next().orElseThrow().attributes();
            assertEquals("1", attributes.get("SLOT"));
            assertEquals(id, attributes.get("com.docker.swarm.service.id"));
            assertEquals(4, attributes.size(), attributes::toString);
        }
    }

    @Test
    void followedLogBeginsWithItsLastLinesWhateverTheNodeSends() throws Exception {
        String id = services.create(web().spec(), Optional.empty()).id();
        store.show(pod("a", 1, 1, running(2)));
        // more than asked for, as nodes are free to send
        cluster.nodes.tells(
                "a",
                q -> q.follow()
                        ? List.of(line(1, "one"), line(2, "two"), line(3, "three"))
                        : List.of(line(1, "one"), line(2, "two")));

        try (var log = services.logs(id, Fixture.query(true, OptionalInt.of(1)))) {
            assertEquals(List.of("two", "three"), List.of(text(log), text(log)));
        }
    }

    private static String text(ServiceLog log) {
        return Bounded.call(() -> Fixture.text(log.next().orElseThrow().line()));
    }

    private static LogLine line(String text) {
        return line(0, text);
    }

    private static LogLine line(int seconds, String text) {
        return new LogLine(
                StdStream.STDOUT, TestClock.START.plusSeconds(seconds), text.getBytes(StandardCharsets.UTF_8));
    }
}
