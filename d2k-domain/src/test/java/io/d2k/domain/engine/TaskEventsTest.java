package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.going;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.restarted;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Filters;
import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.event.EngineEvent;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeCluster;
import io.d2k.domain.fake.FakeServices;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.fake.TestClock;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.port.in.Events;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskEventsTest {
    private final FakeCluster cluster = new FakeCluster();
    private final FakeSwarm swarm = new FakeSwarm();
    private final FakeServices store = swarm.services;
    private static final ContainerQuery RUNNING = new ContainerQuery(false, 0, Filters.NONE);
    private Engine engine;
    private Services services;
    private Events.EventStream events;

    @BeforeEach
    void begin() {
        cluster.swarm = Optional.of(swarm.ports());
        engine = cluster.engine();
        services = engine.services().orElseThrow().services();
        engine.begin();
        listen("container");
    }

    private void listen(String type) {
        events = engine.events().open(Optional.empty(), Optional.empty(), new Filters(Map.of("type", List.of(type))));
    }

    @AfterEach
    void end() {
        events.close();
        engine.close();
        cluster.close();
    }

    private EngineEvent next() {
        return Bounded.call(() -> events.next().orElseThrow());
    }

    private List<String> next(int count) {
        List<String> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EngineEvent e = next();
            actions.add(e.action()
                    + Optional.ofNullable(e.attributes().get("exitCode"))
                            .map(c -> " " + c)
                            .orElse("")
                    + Optional.ofNullable(e.attributes().get("signal"))
                            .map(s -> " " + s)
                            .orElse(""));
        }
        return actions;
    }

    @Test
    void lifeOfATaskIsToldAsThatOfItsContainer() {
        services.create(web().spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(2)));

        EngineEvent created = next();
        assertEquals("create", created.action());
        assertEquals("web", created.attributes().get("com.docker.swarm.service.name"));
        assertEquals("web:1", created.attributes().get("image"));
        assertEquals(List.of("start"), next(1));
        store.show(going("a", 1, 1, running(2)));
        store.show(going("a", 1, 1, ended(143, 2, 3)));
        store.show();
        assertEquals(List.of("kill 15", "stop", "die 143", "destroy"), next(4));
    }

    @Test
    void whatOutlivesItsStopSignalIsKilled() {
        services.create(web().spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(2)));
        store.show(going("a", 1, 1, running(2)));
        store.show(going("a", 1, 1, ended(137, 2, 3)));
        store.show();

        assertEquals(List.of("create", "start", "kill 15", "kill 9", "stop", "die 137", "destroy"), next(7));
    }

    /** What has an address of its own gets it as another change, also when it has it no more. */
    @Test
    void addressesOfNetworksAndServicesAreToldOfByThemselves() {
        events.close();
        events = engine.events().open(Optional.empty(), Optional.empty(), Filters.NONE);
        engine.networks()
                .create(new NetworkRequest(
                        "front", "overlay", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        assertEquals(List.of("create", "update"), next(2));
        var port = new PublishedTarget("", new Port(80, Protocol.TCP), 8080, false);
        String id = services.create(web().replicas(0).spec(), Optional.empty()).id();
        services.update(id, 1, web().replicas(0).endpoint(false, port).spec(), false, Optional.empty());
        services.update(id, 2, web().replicas(1).endpoint(false, port).spec(), false, Optional.empty());
        services.update(id, 3, web().replicas(0).spec(), false, Optional.empty());
        assertEquals(List.of("create", "update", "update", "update", "update", "update"), next(6));
        services.create(web().named("b").replicas(0).networks("front").spec(), Optional.empty());
        assertEquals(List.of("create", "update"), next(2));
        services.create(
                web().named("c").replicas(0).networks("front").endpoint(true).spec(), Optional.empty());
        services.create(web().named("d").replicas(0).spec(), Optional.empty());
        assertEquals(List.of("create", "create"), next(2));
    }

    @Test
    void tasksOfASlotThatIsGivenUpAndOfAServiceThatIsRemovedAreKilled() {
        String id = services.create(web().replicas(2).spec(), Optional.empty()).id();
        store.show(pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2)));
        assertEquals(List.of("create", "start", "create", "start"), next(4));

        services.update(id, 1, web().replicas(1).spec(), false, Optional.empty());
        store.show(pod("a", 1, 1, running(1)), going("b", 1, 2, running(2)));
        assertEquals(List.of("kill 15"), next(1));
        var tasks = engine.services().orElseThrow().tasks();
        assertEquals(2, tasks.list(Filters.NONE).size());
        store.show(pod("a", 1, 1, running(1)), going("b", 1, 2, ended(143, 2, 3)));
        assertEquals(1, tasks.list(Filters.NONE).size());
        store.show(pod("a", 1, 1, running(1)));
        assertEquals(List.of("stop", "die 143", "destroy"), next(3));

        services.remove(id);
        assertEquals(List.of(), services.list(Filters.NONE));
        assertEquals(1, engine.containers().list(RUNNING).size(), "it has not ended yet");
        assertEquals(
                TaskState.REMOVE, tasks.list(Filters.NONE).getFirst().task().desired());
        store.showLeaving(going("a", 1, 1, running(1)));
        assertEquals(List.of("kill 15"), next(1));
        store.showLeaving(going("a", 1, 1, ended(143, 2, 3)));
        assertEquals(List.of("stop", "die 143"), next(2));
        assertEquals(List.of(), tasks.list(Filters.NONE));
        store.showLeaving();
        assertEquals(List.of("destroy"), next(1));
        assertEquals(List.of(), engine.containers().list(RUNNING));
    }

    @Test
    void tasksLeaveTheirNetworkWithTheirServiceAlone() {
        var networks = engine.networks();
        String network = networks.create(new NetworkRequest(
                        "front", "overlay", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"))
                .id();
        String id = services.create(web().networks("front").spec(), Optional.empty())
                .id();
        store.show(pod("a", 1, 1, running(1)));
        assertEquals(List.of("create", "start"), next(2));
        String task = engine.containers().list(RUNNING).getFirst().id();
        Fixture.refused(
                ErrorKind.CONFLICT,
                "container web.1."
                        + engine.services()
                                .orElseThrow()
                                .tasks()
                                .list(Filters.NONE)
                                .getFirst()
                                .task()
                                .id() + " belongs to service web: use docker service update, scale or rm instead",
                () -> networks.disconnect(network, task, true));

        services.remove(id);
        store.showLeaving(going("a", 1, 1, running(1)));
        networks.disconnect(network, task, true);
        networks.remove(network);
        assertEquals(List.of(), networks.list(new Filters(Map.of("name", List.of("front")))));
    }

    /** An engine makes a network of the swarm for the first of its containers, and it is gone with the last. */
    @Test
    void networkOfTheSwarmIsTheEnginesForAsLongAsItIsUsed() {
        events.close();
        var networks = engine.networks();
        String network = networks.create(new NetworkRequest(
                        "front", "overlay", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"))
                .id();
        listen("network");
        String id = services.create(web().replicas(2).networks("front").spec(), Optional.empty())
                .id();
        store.show(pod("a", 1, 1, running(1)));
        assertEquals(List.of("create", "connect"), next(2));
        store.show(pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2)));
        assertEquals(List.of("connect"), next(1));

        services.remove(id);
        store.showLeaving(going("a", 1, 1, ended(143, 2, 3)), going("b", 1, 2, running(2)));
        assertEquals(List.of("disconnect"), next(1));
        networks.remove(network);
        store.showLeaving(going("a", 1, 1, ended(143, 2, 3)), going("b", 1, 2, ended(143, 2, 3)));
        List<EngineEvent> told = List.of(next(), next(), next());
        assertEquals(
                List.of("remove swarm", "disconnect local", "destroy local"),
                told.stream().map(e -> e.action() + " " + e.scope()).toList());
        assertEquals(Map.of("name", "front", "type", "overlay"), told.getLast().attributes());
    }

    @Test
    void removedContainerOfATaskGoesWithItsPodAndIsToldOfOnce() {
        services.create(web().spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(2)));
        assertEquals(List.of("create", "start"), next(2));
        String container = engine.containers().list(RUNNING).getFirst().id();
        Fixture.refused(
                ErrorKind.CONFLICT,
                "cannot remove container \"/"
                        + engine.containers().list(RUNNING).getFirst().name()
                        + "\": container is running: stop the container before removing or force remove",
                () -> engine.containers().remove(container, false, false));
        store.onEnd = () -> {
            store.show(going("a", 1, 1, running(2)));
            store.show();
        };

        engine.containers().remove(container, true, true);

        assertEquals(List.of("kill 15", "stop", "die 137", "destroy"), next(4));
        assertEquals(List.of(), engine.containers().list(RUNNING));
        store.show(pod("b", 1, 3, running(4)));
        assertEquals(List.of("create", "start"), next(2));
    }

    @Test
    void killedContainerOfATaskEndsWithItsPod() {
        services.create(web().spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(2)));
        assertEquals(List.of("create", "start"), next(2));
        String container = engine.containers().list(RUNNING).getFirst().id();
        store.onEnd = () -> store.show(going("a", 1, 1, ended(137, 2, 3)));

        engine.containers().kill(container, "KILL");

        assertEquals("kill 9", next(1).getFirst());
        assertEquals(List.of(), engine.containers().list(RUNNING));
    }

    @Test
    void endedContainersOfTasksArePruned() {
        services.create(web().mode(new ServiceMode.ReplicatedJob(1, 1)).spec(), Optional.empty());
        assertEquals(List.of("create", "start"), next(2), "of the pod that the keeper makes, which else came later on");
        store.show(slotted("1-1-0", 1, 0, 1, ended(0, 1, 2), ""));
        store.onEnd = store::show;

        assertEquals(1, engine.containers().prune(Filters.NONE).size());

        assertEquals(List.of(), engine.containers().list(new ContainerQuery(true, 0, Filters.NONE)));
    }

    @Test
    void taskWhosePodGoesWithoutAWordHasDied() {
        services.create(web().spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(2)));
        store.show();

        assertEquals(List.of("create", "start", "die 137", "destroy"), next(4));
    }

    @Test
    void restartInPlaceIsTheEndOfOneContainerAndTheStartOfAnother() {
        services.create(web().spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(2)));
        var crash = ended(7, 2, 3);
        store.show(restarted("a", 1, running(4), crash, 1));

        assertEquals(List.of("create", "start"), next(2));
        List<String> rest = next(4);
        assertEquals(
                List.of("create", "destroy", "die 7", "start"),
                rest.stream().sorted().toList());
    }

    @Test
    void updatesAreToldWithWhatTheyChange() {
        listen("service");
        String id = services.create(web().form("{1}").spec(), Optional.empty()).id();
        services.update(id, 1, web().form("{2}").replicas(3).spec(), false, Optional.empty());
        store.show(pod("b", 2, 1, ended(9, 1, 2)));

        assertEquals("create", next().action());
        assertEquals(Map.of("name", "web", "replicas.old", "1", "replicas.new", "3"), next().attributes());
        assertEquals(Map.of("name", "web", "updatestate.new", "updating"), next().attributes());
        assertEquals(
                Map.of("name", "web", "updatestate.old", "updating", "updatestate.new", "paused"), next().attributes());
        services.update(id, 2, web().form("{1}").spec(), true, Optional.empty());
        assertEquals(
                Map.of(
                        "name",
                        "web",
                        "replicas.old",
                        "3",
                        "replicas.new",
                        "1",
                        "updatestate.old",
                        "paused",
                        "updatestate.new",
                        "rollback_started"),
                next().attributes());
        services.remove(id);
        assertEquals("remove", next().action());
    }

    @Test
    void logOfATaskThatIsReplacedIsKeptAndReadWithTheOthers() throws Exception {
        String id = services.create(web().spec(), Optional.empty()).id();
        swarm.taskLogs.keep("gone", line("of nobody any more"));
        store.show(pod("a", 1, 1, running(2)));
        assertEquals(List.of("create", "start"), next(2));
        store.show(going("a", 1, 1, running(2)));
        store.show(going("a", 1, 1, ended(143, 2, 3)));
        String task = engine.services()
                .orElseThrow()
                .tasks()
                .list(Filters.NONE)
                .getFirst()
                .task()
                .id();
        String container = Ids.derived("task " + task);
        swarm.taskLogs.keep(container, line("before the update"));
        cluster.nodes.tells("a", q -> List.of(line("instead of a log that was thrown away")));
        store.show(going("a", 1, 1, ended(143, 2, 3)), pod("b", 1, 4, running(5)));

        try (var log = services.logs(id, Fixture.query())) {
            assertEquals(
                    "before the update", Fixture.text(log.next().orElseThrow().line()));
            assertEquals(Optional.empty(), log.next());
        }
        swarm.taskLogs.awaitNone("gone"); // dropped with its task
    }

    private static LogLine line(String text) {
        return new LogLine(StdStream.STDOUT, TestClock.START, text.getBytes(StandardCharsets.UTF_8));
    }
}
