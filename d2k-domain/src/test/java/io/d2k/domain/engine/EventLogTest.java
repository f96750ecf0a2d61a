package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Filters;
import io.d2k.domain.event.EngineEvent;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.TestClock;
import io.d2k.domain.port.in.Events.EventStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class EventLogTest {
    private final TestClock clock = new TestClock();
    private final EventLog log = new EventLog(clock);

    private void publish(String action) {
        log.publish("container", action, "id", Map.of());
    }

    private static List<String> drain(EventStream stream, int count) {
        List<String> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            actions.add(Bounded.call(stream::next).map(EngineEvent::action).orElse("end"));
        }
        return actions;
    }

    @Test
    void aStreamGetsWhatHappensFromThenOn() {
        publish("before");
        try (EventStream stream = log.open(Optional.empty(), Optional.empty(), Filters.NONE)) {
            publish("after");
            assertEquals(List.of("after"), drain(stream, 1));
        }
    }

    @Test
    void sinceTellsThePastToo() {
        publish("1");
        Instant from = clock.instant();
        publish("2");
        try (EventStream stream = log.open(Optional.of(from), Optional.empty(), Filters.NONE)) {
            publish("3");
            assertEquals(List.of("2", "3"), drain(stream, 2));
        }
    }

    @Test
    void untilEndsTheStreamWithoutWhatCameLater() {
        publish("1");
        Instant until = clock.instant();
        publish("2");
        try (EventStream past = log.open(Optional.of(TestClock.START), Optional.of(until), Filters.NONE)) {
            assertEquals(List.of("1", "end", "end"), drain(past, 3));
        }
        Instant soon = clock.instant().plusSeconds(60);
        try (EventStream stream = log.open(Optional.empty(), Optional.of(soon), Filters.NONE)) {
            publish("3");
            clock.pass(Duration.ofMinutes(2));
            publish("4");
            assertEquals(List.of("1", "2", "3", "end"), drain(stream, 4), "until alone begins with what is remembered");
        }
    }

    @Test
    void untilEndsAWaitingReader() {
        EventLog real = new EventLog(Clock.systemUTC());
        try (EventStream stream =
                real.open(Optional.empty(), Optional.of(Instant.now().plusMillis(30)), Filters.NONE)) {
            assertEquals(List.of("end"), drain(stream, 1));
        }
    }

    @Test
    void closingEndsAWaitingReader() {
        EventStream stream = log.open(Optional.empty(), Optional.empty(), Filters.NONE);
        FutureTask<Optional<EngineEvent>> next = Bounded.start(stream::next);
        stream.close();
        assertEquals(Optional.empty(), Bounded.get(next));
        assertEquals(List.of("end"), drain(stream, 1));
        stream.close();
    }

    @Test
    void filtersAreApplied() {
        Filters filters = new Filters(Map.of("event", List.of("die")));
        try (EventStream stream = log.open(Optional.empty(), Optional.empty(), filters)) {
            publish("start");
            publish("die");
            assertEquals(List.of("die"), drain(stream, 1));
        }
    }

    @Test
    void aReaderThatIsTooSlowIsEndedAndMemoryBounded() {
        try (EventStream stream = log.open(Optional.empty(), Optional.empty(), Filters.NONE)) {
            for (int i = 0; i < 10_000; i++) {
                publish("x");
            }
            assertEquals(List.of("end"), drain(stream, 1));
        }
        try (EventStream past = log.open(Optional.of(TestClock.START), Optional.of(clock.instant()), Filters.NONE)) {
            int told = 0;
            while (Bounded.call(past::next).isPresent()) {
                told++;
            }
            assertEquals(1024, told);
        }
    }

    @Test
    void manyWritersAndReadersLoseAndRepeatNothing() {
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            streams.add(log.open(Optional.empty(), Optional.empty(), Filters.NONE));
        }
        List<FutureTask<Integer>> writers = new ArrayList<>();
        for (int w = 0; w < 5; w++) {
            writers.add(Bounded.start(() -> {
                for (int i = 0; i < 100; i++) {
                    publish("x");
                }
                return 0;
            }));
        }
        writers.forEach(Bounded::get);
        for (EventStream stream : streams) {
            FutureTask<List<EngineEvent>> reader = Bounded.start(() -> {
                List<EngineEvent> all = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    all.add(stream.next().orElseThrow());
                }
                return all;
            });
            List<Instant> times =
                    Bounded.get(reader).stream().map(EngineEvent::time).toList();
            assertEquals(times.stream().sorted().toList(), times, "in the order of their times");
            stream.close();
        }
    }
}
