package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.EventProbe;
import io.d2k.domain.fake.FakeCluster;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.in.Containers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assertions;

/** An engine on a cluster in memory. */
final class Fixture implements AutoCloseable {
    /** So many parts of an engine listen as long as it works: supervision, ports, names. */
    static final int DUTIES = 3;

    final FakeCluster cluster = new FakeCluster();
    Engine engine;
    EventProbe events;
    Containers containers;

    Fixture() {
        this(Bounded.LIMIT);
    }

    Fixture(Duration startTimeout) {
        open(startTimeout);
    }

    private void open(Duration startTimeout) {
        engine = cluster.engine(startTimeout);
        containers = engine.containers();
        events = new EventProbe(engine.events());
        engine.begin();
    }

    /** Ends the engine, as when d2k is stopped. */
    void down() {
        engine.close();
        events.close();
    }

    /** Begins a new engine on the same cluster. */
    void up() {
        open(Bounded.LIMIT);
    }

    String create(String name, Specs spec) {
        return containers.create(spec.named(name)).id();
    }

    /** Creates and starts; returns the ID. */
    String run(String name, Specs spec) {
        String id = create(name, spec);
        Bounded.call(() -> containers.start(id));
        return id;
    }

    FakePod pod() throws InterruptedException {
        return cluster.containers.nextPod();
    }

    /** Returns the state of now; an inspect would wait for a start that is under way. */
    ContainerState state(String ref) {
        return containers.list(new ContainerQuery(true, 0, Filters.NONE)).stream()
                .filter(c -> c.id().equals(ref) || c.name().equals(ref))
                .findFirst()
                .orElseThrow()
                .state();
    }

    String status(String ref) {
        return state(ref).status().word();
    }

    /** Looks into the list, since an inspect waits for starts, which this holds up. */
    void awaitStatus(String id, String word) {
        cluster.containers.await(
                id,
                c -> containers.list(new ContainerQuery(true, 0, Filters.NONE)).stream()
                        .anyMatch(v ->
                                v.id().equals(id) && v.state().status().word().equals(word)));
    }

    void awaitGone(String id) {
        cluster.containers.await(id, Optional::isEmpty);
    }

    /** Awaits the end of a run, after which its restart policy does not try once more. */
    LastRun awaitRecorded(String id, int run) {
        cluster.containers.await(
                id,
                c -> c.map(ObservedContainer::record)
                        .filter(r -> r.lastRun()
                                .filter(l -> l.run() >= run && !StateProjection.retries(r, l))
                                .isPresent())
                        .isPresent());
        return cluster.containers.find(id).orElseThrow().record().lastRun().orElseThrow();
    }

    List<String> names(boolean all) {
        return containers.list(new ContainerQuery(all, 0, Filters.NONE)).stream()
                .map(ContainerView::name)
                .toList();
    }

    static LogQuery query() {
        return new LogQuery(true, true, false, Optional.empty(), Optional.empty(), OptionalInt.empty());
    }

    static LogQuery query(boolean follow, OptionalInt tail) {
        return new LogQuery(true, true, follow, Optional.empty(), Optional.empty(), tail);
    }

    static LogQuery between(Optional<Instant> since, Optional<Instant> until) {
        return new LogQuery(true, true, false, since, until, OptionalInt.empty());
    }

    List<String> logs(String id) {
        return logs(id, query());
    }

    List<String> logs(String id, LogQuery query) {
        return Bounded.call(() -> {
            try (LogReader reader = containers.logs(id, query).reader()) {
                return lines(reader);
            }
        });
    }

    static List<String> lines(LogReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
            lines.add(text(line.get()));
        }
        return lines;
    }

    static String text(LogLine line) {
        return new String(line.bytes(), StandardCharsets.UTF_8).strip();
    }

    /** Begins to pump a session; gives all its output at its end. */
    static FutureTask<String> pump(ProcessSession session) {
        return Bounded.start(() -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            session.pump((stream, buffer, offset, length) -> out.write(buffer, offset, length));
            return out.toString(StandardCharsets.UTF_8);
        });
    }

    static void refused(ErrorKind kind, String message, Runnable call) {
        EngineException e = Assertions.assertThrows(EngineException.class, call::run);
        Assertions.assertEquals(message, e.getMessage());
        Assertions.assertEquals(kind, e.kind());
    }

    @Override
    public void close() {
        down();
        cluster.close();
    }
}
