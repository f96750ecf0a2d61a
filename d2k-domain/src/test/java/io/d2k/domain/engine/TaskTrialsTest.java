package io.d2k.domain.engine;

import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.fake.ServiceSamples;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Services whose tasks cannot run are taken, and their tasks tell. */
class TaskTrialsTest extends ServiceCase {
    private static final String WORDS = "the working directory 'rel' is invalid, it needs to be an absolute path";

    private static ServiceSamples faulty() {
        return web().container(Specs.of("web:1").workingDir("rel"));
    }

    private List<String> told() {
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
        until(() -> told().size() == 1);
        for (int tries = 2; tries <= 4; tries++) {
            int expected = Math.min(tries, 3);
            cluster.clock.pass(Duration.ofSeconds(1));
            swarm.nodes.relabel("n1", Map.of("try", Integer.toString(tries))); // has services looked at
            until(() -> told().size() == expected);
        }

        assertEquals(
                List.of("1 n1 REJECTED -> SHUTDOWN " + WORDS),
                told().stream().distinct().toList());
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
        until(() -> told().size() == 1);
        assertEquals(
                List.of(),
                store.done().stream().filter(d -> d.startsWith("apply")).toList());

        services.update(id, 1, web().form("{2}").spec(), false, Optional.empty());

        assertEquals(1, store.done().stream().filter(d -> d.startsWith("apply")).count());
    }

    @Test
    void whatRunsIsNotReplacedByWhatCannot() {
        String id = services.create(web().spec(), Optional.empty()).id();

        assertEquals(
                WORDS,
                assertThrows(
                                EngineException.class,
                                () -> services.update(
                                        id, 1, faulty().form("{2}").spec(), false, Optional.empty()))
                        .getMessage());
        assertEquals(1, services.inspect(id).record().version());
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
                told());
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
        assertEquals(List.of("0 n1 PENDING -> RUNNING missing plugin on 1 node"), told());
    }
}
