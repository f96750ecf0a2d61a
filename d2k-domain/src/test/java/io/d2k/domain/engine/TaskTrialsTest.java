package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.fake.ServiceSamples;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.UpdateConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services whose tasks cannot run are taken, and their tasks tell. */
class TaskTrialsTest extends ServiceCase {
    private static final String WORDS = "the working directory 'rel' is invalid, it needs to be an absolute path";

    private static ServiceSamples faulty() {
        return web().container(Specs.of("web:1").workingDir("rel"));
    }

    private List<String> toldWithNodes() {
        return tasks.list(Filters.NONE).stream()
                .map(v -> (v.task().slot() + " " + v.task().node() + " "
                                + v.task().status().state() + " -> " + v.task().desired() + " "
                                + v.task().status().error())
                        .strip())
                .toList();
    }

    @Test
    void tasksAreTriedAsOftenAsAskedAndNothingIsMade() {
        swarm.nodes.add("n1", true, Map.of());
        String id = services.create(
                        faulty().restart(RestartCondition.When.ANY, 2).spec(), Optional.empty())
                .id();
        until(() -> toldWithNodes().size() == 1);
        for (int tries = 2; tries <= 4; tries++) {
            int expected = Math.min(tries, 3);
            cluster.clock.pass(Duration.ofSeconds(1));
            swarm.nodes.relabel("n1", Map.of("try", Integer.toString(tries))); // has services looked at
            until(() -> toldWithNodes().size() == expected);
        }

        assertEquals(
                List.of("1 n1 REJECTED -> SHUTDOWN " + WORDS),
                toldWithNodes().stream().distinct().toList());
        assertEquals(
                3,
                tasks.list(Filters.NONE).stream()
                        .map(v -> v.task().id())
                        .distinct()
                        .count());
        assertEquals(0, services.inspect(id).running());
        assertEquals(
                List.of(),
                store.done().stream().filter(d -> d.startsWith("launch")).toList());
        assertEquals(List.of(), engine.containers().list(new ContainerQuery(true, 0, Filters.NONE)));
    }

    @Test
    void whatCanRunAfterAChangeRuns() {
        swarm.nodes.add("n1", true, Map.of());
        String id = services.create(faulty().spec(), Optional.empty()).id();
        until(() -> toldWithNodes().size() == 1);
        assertEquals(
                List.of(),
                store.done().stream().filter(d -> d.startsWith("apply")).toList());

        services.update(id, 1, web().form("{2}").spec(), false, Optional.empty());

        assertEquals(1, store.done().stream().filter(d -> d.startsWith("apply")).count());
    }

    private static ServiceSamples two(String order, String action) {
        return web().replicas(2)
                .update(new UpdateConfig(
                        1, Duration.ZERO, action, Duration.ofSeconds(5), 0, order.equals("start-first")));
    }

    /** Returns slots and states of the tasks that have not ended by being replaced, and the update's state. */
    private String shown() {
        String states = tasks.list(Filters.NONE).stream()
                .map(v -> v.task().slot() + " " + v.task().status().state())
                .filter(t -> !t.endsWith("SHUTDOWN"))
                .sorted()
                .collect(Collectors.joining(", "));
        return states + ": "
                + store.list()
                        .getFirst()
                        .record()
                        .status()
                        .orElseThrow()
                        .state()
                        .word();
    }

    /** As a swarm was seen to do it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stop-first  | rejected | pause    | 1 REJECTED, 2 RUNNING: paused
            stop-first  | rejected | rollback | 1 REJECTED, 2 RUNNING: rollback_started
            stop-first  | waits    | pause    | 1 PENDING, 2 RUNNING: updating
            stop-first  | waits    | continue | 1 PENDING, 2 RUNNING: updating
            start-first | rejected | pause    | 1 REJECTED, 1 RUNNING, 2 RUNNING: paused
            start-first | rejected | continue | 1 REJECTED, 1 RUNNING, 2 REJECTED, 2 RUNNING: updating
            start-first | waits    | pause    | 1 PENDING, 1 RUNNING, 2 RUNNING: updating
            """)
    void whatRunsMakesRoomForWhatCannot(String order, String fault, String action, String shown) {
        swarm.nodes.add("n1", true, Map.of());
        String id = services.create(two(order, action).spec(), Optional.empty()).id();
        store.show(pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2)));
        until(() -> toldWithNodes().size() == 2);
        Specs form = fault.equals("waits")
                ? Specs.of("web:1").volume("data", "/d", "nosuch")
                : Specs.of("web:1").workingDir("rel");

        services.update(id, 1, two(order, action).container(form).form("{2}").spec(), false, Optional.empty());
        if (order.equals("stop-first")) {
            store.await("retire [a], 1 left");
            store.show(pod("b", 1, 2, running(2)));
        }

        until(() -> shown().equals(shown));
        assertEquals(
                order.equals("stop-first") ? List.of("retire [a], 1 left") : List.of(),
                store.done().stream()
                        .filter(d -> d.startsWith("retire [") && !d.startsWith("retire []"))
                        .toList());
    }

    @Test
    void allMakeRoomOneAfterTheOtherWhereFailuresAreNoMatter() {
        swarm.nodes.add("n1", true, Map.of());
        String id = services.create(two("stop-first", "continue").spec(), Optional.empty())
                .id();
        store.show(pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2)));
        until(() -> toldWithNodes().size() == 2);

        services.update(
                id,
                1,
                two("stop-first", "continue")
                        .container(Specs.of("web:1").workingDir("rel"))
                        .form("{2}")
                        .spec(),
                false,
                Optional.empty());
        store.await("retire [a], 1 left");
        store.show(pod("b", 1, 2, running(2)));
        store.await("retire [b], 0 left");
        store.show();

        until(() -> shown().equals("1 REJECTED, 2 REJECTED: updating"));
    }

    @Test
    void tasksWhoseDriverNoNodeHasWait() {
        swarm.nodes.add("n1", true, Map.of());
        services.create(
                web().container(Specs.of("web:1").volume("data", "/d", "nosuch"))
                        .replicas(2)
                        .spec(),
                Optional.empty());

        assertEquals(
                List.of(
                        "1  PENDING -> RUNNING no suitable node (missing plugin on 1 node)",
                        "2  PENDING -> RUNNING no suitable node (missing plugin on 1 node)"),
                toldWithNodes());
    }

    @Test
    void tasksOfAGlobalServiceTellOfTheirNode() {
        swarm.nodes.add("n1", true, Map.of());
        var created = services.create(
                web().mode(new ServiceMode.Global())
                        .container(Specs.of("web:1").logging("nosuch", Map.of()))
                        .spec(),
                Optional.empty());

        assertEquals(1, services.inspect(created.id()).desired());
        assertEquals(List.of("0 n1 PENDING -> RUNNING missing plugin on 1 node"), toldWithNodes());
    }
}
