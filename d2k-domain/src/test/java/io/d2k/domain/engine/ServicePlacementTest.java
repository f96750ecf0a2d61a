package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.going;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Filters;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where the tasks of a service are put, and which may stay where they are. */
class ServicePlacementTest extends ServiceCase {
    @Test
    void taskEndsWhereItsNodeNoLongerMeetsTheConstraints() {
        swarm.nodes.add("n1", false, Map.of("zone", "a"));
        var placement = new Placement(List.of("node.labels.zone==a"), List.of(), 0, List.of());
        services.create(web().placement(placement).spec(), Optional.empty());
        store.show(pod("p", 1, 1, running(0)));
        until(() -> tasks.list(Filters.NONE).getFirst().task().status().state() == TaskState.RUNNING);
        assertEquals(List.of(), only(store.done(), "end"));

        swarm.nodes.relabel("n1", Map.of("zone", "b"));
        store.await("reject p");
    }

    @Test
    void podsThatADaemonSetTakesFromANodeForItsConstraintsAreRejected() {
        swarm.nodes.add("n1", false, Map.of("zone", "a"));
        var placement = new Placement(List.of("node.labels.zone==a"), List.of(), 0, List.of());
        services.create(
                web().mode(new ServiceMode.Global()).placement(placement).spec(), Optional.empty());
        store.show(going("p", 1, 1, running(0)));
        until(() -> !tasks.list(Filters.NONE).isEmpty());
        assertEquals(List.of(), only(store.done(), "reject"), "its node meets them");

        swarm.nodes.relabel("n1", Map.of("zone", "b"));
        store.await("reject p");
        assertEquals(List.of(), only(store.done(), "end"));
    }

    @Test
    void constraintsOfAnUpdateAreForItsOwnTasks() {
        swarm.nodes.add("n1", false, Map.of("zone", "a"));
        String id = services.create(web().spec(), Optional.empty()).id();
        store.show(pod("p", 1, 1, running(0)));
        until(() -> tasks.list(Filters.NONE).getFirst().task().status().state() == TaskState.RUNNING);

        var elsewhere = new Placement(List.of("node.labels.zone==b"), List.of(), 0, List.of());
        services.update(id, 1, web().placement(elsewhere).form("{2}").spec(), false, Optional.empty());
        store.show(pod("p", 1, 1, running(0)), pod("q", 2, 2, running(2)));
        store.await("reject q"); // where it should not have come to run

        assertEquals(
                List.of("reject q"),
                only(store.done(), "reject").stream().distinct().toList());
    }

    @Test
    void nodeThatJoinsGetsItsTaskAtOnce() {
        services.create(
                web().mode(new ServiceMode.Global())
                        .restart(RestartCondition.When.NONE, 0)
                        .spec(),
                Optional.empty());
        assertEquals(List.of(), only(store.done(), "launch"));

        swarm.nodes.add("n1", false, Map.of());
        store.await("launch 0-1-0");
    }

    @Test
    void tasksThatTellTheirNodeAreMadeForNodesThatAreKnown() {
        var telling = web().replicas(2)
                .container(Specs.of("web:1").hostname("{{.Node.Hostname}}-{{.Task.Slot}}"))
                .placement(new Placement(List.of("node.labels.zone==a"), List.of(), 1, List.of()));
        swarm.nodes.add("elsewhere", false, Map.of());
        services.create(telling.spec(), Optional.empty());
        assertEquals(List.of(), only(store.done(), "launch"), "no node may take it");
        assertEquals(
                List.of(
                        "1 PENDING -> RUNNING no suitable node (scheduling constraints not satisfied on 1 node)",
                        "2 PENDING -> RUNNING no suitable node (scheduling constraints not satisfied on 1 node)"),
                told());

        // where the pods of the test are; a look that is under way may have passed the first slot over
        cluster.threads.settle();
        swarm.nodes.add("n1", false, Map.of("zone", "a"));
        store.await("launch 1-1-0 on n1");
        store.show(slotted("1-1-0", 1, 0, 1, running(0), ""));
        assertEquals(
                List.of(
                        "1 RUNNING -> RUNNING ",
                        "2 PENDING -> RUNNING no suitable node (scheduling constraints not satisfied on 1 node;"
                                + " max replicas per node limit exceed)"),
                told());
        swarm.nodes.add("n2", false, Map.of("zone", "a"));
        store.await("launch 2-1-0 on n2");
    }

    @Test
    void noNodeGetsMoreTasksThanItMayHave() {
        swarm.nodes.add("n1", false, Map.of("zone", "a"));
        var limited = web().replicas(3).placement(new Placement(List.of(), List.of(), 2, List.of()));
        String id = services.create(limited.spec(), Optional.empty()).id();
        store.await("launch 2-1-0 on n1");
        cluster.threads.settle();

        assertEquals(
                List.of(
                        "1 RUNNING -> RUNNING ",
                        "2 RUNNING -> RUNNING ",
                        "3 PENDING -> RUNNING no suitable node (max replicas per node limit exceed)"),
                told());

        var more = web().replicas(3).placement(new Placement(List.of("node.labels.zone==a"), List.of(), 3, List.of()));
        services.update(id, 1, more.spec(), false, Optional.empty());
        store.await("launch 3-1-0 on n1");
        assertEquals(List.of(), only(store.done(), "stop", "end"), "those that run may stay");
    }

    @Test
    void tasksThatMayNotStayWhereTheyAreAreReplaced() {
        swarm.nodes.add("n1", false, Map.of("zone", "a"));
        var limited = web().placement(new Placement(List.of(), List.of(), 2, List.of()));
        String id = services.create(limited.spec(), Optional.empty()).id();
        store.await("launch 1-1-0 on n1");
        store.show(slotted("1-1-0", 1, 0, 1, running(0), ""));

        var elsewhere = web().placement(new Placement(List.of("node.labels.zone==b"), List.of(), 2, List.of()));
        services.update(id, 1, elsewhere.spec(), false, Optional.empty());

        store.await("stop 1-1-0");
    }

    @Test
    void tasksOfAHigherLimitWaitForTheOnesThatWereAloneOnTheirNodes() {
        swarm.nodes.add("n1", false, Map.of("zone", "a"));
        var alone = web().placement(new Placement(List.of(), List.of(), 1, List.of()));
        String id = services.create(alone.spec(), Optional.empty()).id();
        store.show(pod("a", 1, 1, running(0)));

        var more = web().placement(new Placement(List.of(), List.of(), 2, List.of()));
        services.update(id, 1, more.spec(), false, Optional.empty());
        store.show(going("a", 1, 1, running(0)));
        cluster.threads.settle();
        assertEquals(List.of(), only(store.done(), "launch"));

        store.show();
        store.await("launch 1-2-0 on n1");
    }

    @Test
    void whereNoNodeCanBeSeenTasksGoWhereKubernetesPutsThem() {
        var limited = web().replicas(2).placement(new Placement(List.of(), List.of(), 2, List.of()));

        var created = services.create(limited.spec(), Optional.empty());

        store.await("launch 2-1-0");
        assertEquals(
                List.of(
                        "Kubernetes has no limit of replicas per node beyond one, and d2k keeps to one where it may list"
                                + " nodes: tasks may exceed the limit."),
                created.warnings());
    }
}
