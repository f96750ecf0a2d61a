package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.telling;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeCluster;
import io.d2k.domain.fake.FakeServices;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.in.Tasks;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.UpdateConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesTest {
    private final FakeCluster cluster = new FakeCluster();
    private final FakeSwarm swarm = new FakeSwarm();
    private final FakeServices store = swarm.services;
    private Engine engine;
    private Services services;
    private Tasks tasks;

    @BeforeEach
    void begin() {
        cluster.swarm = Optional.of(swarm.ports());
        engine = cluster.engine();
        services = engine.services().orElseThrow().services();
        tasks = engine.services().orElseThrow().tasks();
        engine.begin();
    }

    @AfterEach
    void end() {
        engine.close();
        cluster.close();
    }

    /** Waits for what the keeper does in the background. */
    private void until(BooleanSupplier condition) {
        CompletableFuture<Boolean> met = new CompletableFuture<>();
        try (Subscription changes = store.subscribe(id -> {
            if (condition.getAsBoolean()) {
                met.complete(true);
            }
        })) {
            if (!condition.getAsBoolean()) {
                met.orTimeout(10, TimeUnit.SECONDS).join();
            }
        }
    }

    @Test
    void serviceIsWrittenDownAndBroughtAbout() {
        var port = new PublishedTarget("", new Port(80, Protocol.TCP), 8080, false);
        String id = services.create(web().endpoint(false, port).spec(), Optional.empty())
                .id();

        assertEquals(List.of("apply DEPLOYMENT v1", "publish tcp"), store.done().subList(0, 2));
        assertEquals("web", services.inspect("web").record().name());
        assertEquals(id, services.inspect(id.substring(0, 8)).record().id());
        int tidied = cluster.credentials.tidied.get();
        services.remove("web");
        assertEquals(tidied + 1, cluster.credentials.tidied.get(), "its pull secret may be of no use any more");
        assertEquals(
                "service web not found",
                assertThrows(EngineException.class, () -> services.inspect("web"))
                        .getMessage());
    }

    @Test
    void newVolumesAreFilledUntilTasksHaveAnotherForm() {
        var data = web().container(Specs.of("web:1").binds("data:/d", "/own", "kept:/k:nocopy"));
        String id = services.create(data.spec(), Optional.empty()).id();
        assertEquals(List.of("/d", "/own"), store.fills());

        store.show(telling(pod("a", 1, 1, running(1)), "has data\nhas .v1\n"));
        until(() -> cluster.volumes.find("data").orElseThrow().filled());
        services.update(id, 1, data.replicas(2).spec(), false, Optional.empty());
        assertEquals(List.of("/d", "/own"), store.fills(), "or else a change of scale would replace tasks");

        services.update(id, 2, data.form("new").spec(), false, Optional.empty());
        assertEquals(List.of("/own"), store.fills());
    }

    @Test
    void tasksWhoseImageCannotFillVolumesAreReplacedByOthersThatDoNot() {
        var data = web().container(Specs.of("web:1").binds("data:/d"));
        String id = services.create(data.spec(), Optional.empty()).id();

        store.show(pod("a", 1, 1, new ProcessState.Waiting(ProcessState.FILL_IMPOSSIBLE, "no shell")));
        until(() -> store.fills().isEmpty());

        assertEquals(1, services.inspect(id).record().version());
        var next = services.update(id, 1, data.form("new").spec(), false, Optional.empty());
        assertEquals(
                List.of("The new volumes of the service stay empty: web:1 has no shell and cp, by which d2k would fill"
                        + " them with its content."),
                next);
    }

    @Test
    void nameIsUniqueInAnyCase() {
        services.create(web().spec(), Optional.empty());

        var refusal = assertThrows(
                EngineException.class, () -> services.create(web().named("WEB").spec(), Optional.empty()));

        assertEquals(
                "rpc error: code = AlreadyExists desc = name conflicts with an existing object: service WEB already"
                        + " exists",
                refusal.getMessage());
        assertEquals(ErrorKind.CONFLICT, refusal.kind());
    }

    @Test
    void nothingIsLeftOfAServiceThatTheClusterRefuses() {
        store.refuse(EngineException.forbidden("quota"));

        assertThrows(EngineException.class, () -> services.create(web().spec(), Optional.empty()));

        assertTrue(services.list(Filters.NONE).isEmpty());
    }

    @Test
    void updateFromAnOldVersionChangesNothing() {
        String id = services.create(web().spec(), Optional.empty()).id();
        services.update(id, 1, web().replicas(2).spec(), false, Optional.empty());

        var refusal = assertThrows(
                EngineException.class,
                () -> services.update(id, 1, web().replicas(9).spec(), false, Optional.empty()));

        assertEquals("rpc error: code = Unknown desc = update out of sequence", refusal.getMessage());
        assertEquals(2, services.inspect(id).desired());
    }

    @Test
    void rollbackGoesBackAndForth() {
        String id = services.create(web().form("{1}").spec(), Optional.empty()).id();
        assertEquals(
                "rpc error: code = FailedPrecondition desc = service " + id + " does not have a previous spec",
                assertThrows(EngineException.class, () -> services.update(id, 1, web().spec(), true, Optional.empty()))
                        .getMessage());
        services.update(id, 1, web().form("{2}").spec(), false, Optional.empty());

        services.update(id, 2, web().spec(), true, Optional.empty());
        assertEquals("{1}", services.inspect(id).record().spec().task().document());
        services.update(id, 3, web().spec(), true, Optional.empty());
        assertEquals("{2}", services.inspect(id).record().spec().task().document());
    }

    @Test
    void updateWhoseTaskFailsIsPaused() {
        String id = services.create(web().form("{1}").spec(), Optional.empty()).id();
        services.update(id, 1, web().form("{2}").spec(), false, Optional.empty());
        store.show(pod("b", 2, 1, ended(9, 1, 2)));

        until(() -> store.done().contains("apply DEPLOYMENT v2 paused"));
        assertEquals(
                "paused",
                services.inspect(id).record().status().orElseThrow().state().word());
    }

    @Test
    void updateWhoseTaskFailsIsTakenBackWhereThatIsAsked() {
        var config = new UpdateConfig(1, Duration.ZERO, "rollback", Duration.ofSeconds(5), 0, false);
        String id = services.create(web().update(config).form("{1}").spec(), Optional.empty())
                .id();
        services.update(id, 1, web().update(config).form("{2}").spec(), false, Optional.empty());
        store.show(pod("b", 2, 1, ended(9, 1, 2)));

        until(() -> services.inspect(id).record().spec().task().document().equals("{1}"));
        assertTrue(
                services.inspect(id).record().status().orElseThrow().message().startsWith("update rolled back due"));
    }

    @Test
    void taskThatEndsForGoodIsNotMadeTwice() {
        services.create(web().restart(RestartCondition.When.NONE, 0).spec(), Optional.empty());
        until(() -> store.done().contains("launch 1-1-0"));
        store.show(slotted("1-1-0", 1, 0, 1, ended(3, 0, 0), ""));

        until(() -> tasks.list(Filters.NONE).getFirst().task().over());
        assertEquals(
                1, store.done().stream().filter(d -> d.startsWith("launch")).count());
        assertEquals(
                "task: non-zero exit (3)",
                tasks.list(Filters.NONE).getFirst().task().status().error());
    }

    @Test
    void failedTaskIsReplacedAsOftenAsAsked() {
        services.create(web().restart(RestartCondition.When.ON_FAILURE, 1).spec(), Optional.empty());
        until(() -> store.done().contains("launch 1-1-0"));
        store.show(slotted("1-1-0", 1, 0, 1, ended(3, 0, 0), ""));
        until(() -> store.done().contains("launch 1-1-1"));
        store.show(slotted("1-1-0", 1, 0, 1, ended(3, 0, 0), ""), slotted("1-1-1", 1, 1, 1, ended(3, 0, 0), ""));

        until(() -> tasks.list(Filters.NONE).stream().allMatch(t -> t.task().over()));
        assertEquals(
                List.of("launch 1-1-0", "launch 1-1-1"),
                store.done().stream().filter(d -> d.startsWith("launch")).toList());
    }

    @Test
    void ingressIsNoNetworkForServices() {
        ServiceSpec asked = web().networks("ingress").spec();

        assertEquals(
                "rpc error: code = InvalidArgument desc = Service cannot be explicitly attached to the ingress network"
                        + " \"ingress\"",
                assertThrows(EngineException.class, () -> services.create(asked, Optional.empty()))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | NOT_FOUND | network none not found",
                "nope | NOT_FOUND | network nope not found",
                "host | UNSUPPORTED | network \"host\" is not available on Kubernetes: publish ports in mode host instead",
                "mine | FORBIDDEN | The network mine cannot be used with services. Only networks scoped to the swarm can be used,"
                        + " such as those created with the overlay driver.",
            })
    void networksThatServicesCannotBeOn(String name, ErrorKind kind, String words) {
        engine.networks()
                .create(new NetworkRequest(
                        "mine", "bridge", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        ServiceSpec asked = web().networks(name).spec();

        var refusal = assertThrows(EngineException.class, () -> services.create(asked, Optional.empty()));

        assertEquals(kind + " " + words, refusal.kind() + " " + refusal.getMessage());
    }

    @Test
    void bridgeOfTheNodesIsANetworkOfTheSwarmToo() {
        String ofSwarm = engine.networks().inspect("bridge", "swarm").record().id();
        String ofNode = engine.networks().inspect("bridge", "").record().id();
        assertTrue(ofSwarm.matches("[0-9a-z]{25}"), ofSwarm);

        services.create(web().networks("bridge").spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(1)));

        assertEquals(
                List.of(new Attachment(ofSwarm, "bridge", List.of())),
                services.inspect("web").record().networks());
        assertEquals(
                List.of(ofNode),
                engine.containers().list(new ContainerQuery(true, 0, Filters.NONE)).getFirst().networks().stream()
                        .map(n -> n.networkId())
                        .toList());
        assertEquals(1, engine.networks().inspect("bridge", "").members().size());
    }

    @Test
    void whatTasksLackIsToldToWhoeverAsksForTasks() {
        var limited =
                web().container(Specs.of("web:1").resources(new ResourceSpec(0, 0, 0, 0, 0, 0, 0, 100, 0, List.of())));
        var created = services.create(limited.replicas(0).spec(), Optional.empty());
        assertEquals(List.of(), created.warnings());
        String lack = "Kubernetes has no process limit for one container. PidsLimit was ignored.";

        assertEquals(
                List.of(lack),
                services.update(created.id(), 1, limited.replicas(2).spec(), false, Optional.empty()));
        assertEquals(
                List.of(), services.update(created.id(), 2, limited.replicas(3).spec(), false, Optional.empty()));
    }

    @Test
    void taskEndsWhereItsNodeNoLongerMeetsTheConstraints() {
        swarm.nodes.add("n1", false, Map.of("zone", "a"));
        var placement = new Placement(List.of("node.labels.zone==a"), List.of(), 0, List.of());
        services.create(web().placement(placement).spec(), Optional.empty());
        store.show(pod("p", 1, 1, running(0)));
        until(() -> tasks.list(Filters.NONE).getFirst().task().status().state() == TaskState.RUNNING);
        assertEquals(List.of(), only(store.done(), "end"));

        swarm.nodes.relabel("n1", Map.of("zone", "b"));
        store.await("end p");
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

    private static List<String> only(List<String> done, String... verbs) {
        return done.stream()
                .filter(d -> List.of(verbs).contains(d.split(" ")[0]))
                .toList();
    }

    @Test
    void tasksThatEndForGoodAreReplacedOneAfterTheOther() {
        var service = web().replicas(2).restart(RestartCondition.When.NONE, 0);
        String id =
                services.create(service.form("{1}").spec(), Optional.empty()).id();
        until(() -> store.done().contains("launch 2-1-0"));

        services.update(id, 1, service.form("{2}").spec(), false, Optional.empty());
        until(() -> store.done().contains("stop 1-1-0"));
        store.show(
                slotted("1-1-0", 1, 0, 1, ended(143, 0, 1), "DeadlineExceeded"),
                slotted("2-1-0", 2, 0, 1, running(0), ""));
        until(() -> store.done().contains("stop 2-1-0"));

        // the second was left alone until the first one's successor ran
        assertEquals(
                List.of("launch 1-1-0", "launch 2-1-0", "stop 1-1-0", "launch 1-2-0", "stop 2-1-0"),
                only(store.done(), "launch", "stop").stream().distinct().toList());
    }

    @Test
    void tasksThatEndForGoodStayWhenTheFirstNewOneFails() {
        var service = web().replicas(2).restart(RestartCondition.When.NONE, 0);
        String id =
                services.create(service.form("{1}").spec(), Optional.empty()).id();
        until(() -> store.done().contains("launch 2-1-0"));
        services.update(id, 1, service.form("{2}").spec(), false, Optional.empty());
        until(() -> store.done().contains("stop 1-1-0"));

        store.show(
                slotted("1-1-0", 1, 0, 1, ended(143, 0, 1), "DeadlineExceeded"),
                slotted("1-2-0", 1, 0, 2, ended(9, 1, 2), ""),
                slotted("2-1-0", 2, 0, 1, running(0), ""));

        until(() -> store.done().contains("apply PODS v2 paused")
                || services.inspect(id).record().status().orElseThrow().state().paused());
        assertTrue(only(store.done(), "stop").stream().noneMatch("stop 2-1-0"::equals));
    }

    @Test
    void tasksOfAJobCountFromZeroAndTellTheirRun() {
        var job = web().mode(new ServiceMode.ReplicatedJob(2, 2));
        String id = services.create(job.spec(), Optional.empty()).id();
        until(() -> tasks.list(Filters.NONE).size() == 2);
        store.show(slotted("1-1-0", 1, 0, 1, ended(0, 0, 1), ""), slotted("2-1-0", 2, 0, 1, ended(0, 0, 1), ""));
        services.update(id, 1, job.spec(), false, Optional.empty());
        until(() -> tasks.list(Filters.NONE).size() == 4);

        assertEquals(
                List.of("0 run 0", "0 run 1", "1 run 0", "1 run 1"),
                tasks.list(Filters.NONE).stream()
                        .map(t -> t.slot() + " run " + t.iteration())
                        .sorted()
                        .toList());
    }

    @Test
    void credentialsThatTheRegistryAcceptsAreKeptForTheService() {
        var auth = new RegistryAuth("joe", "secret", "", "");
        var facts = FakeStores.Images.facts('a', ImageConfig.EMPTY);
        cluster.images.answerAnybody("web:1", new ImageLookup.Denied("unauthorized"));

        services.create(web().named("before").spec(), Optional.of(auth));
        assertEquals(Map.of(), cluster.credentials.kept);

        cluster.images.answer("web:1", new ImageLookup.Found(facts));
        services.create(web().spec(), Optional.of(auth));
        assertEquals(Map.of("docker.io/library/web", auth), cluster.credentials.kept);
        assertEquals(Optional.of(facts), services.inspect("web").record().image());
    }

    @Test
    void containerOfATaskIsSeenAndOnlyItsServiceChangesIt() {
        services.create(web().container(Specs.of("web:1").label("c", "1")).spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(1)));

        var seen = engine.containers().list(new ContainerQuery(false, 0, Filters.NONE));

        assertEquals(1, seen.size());
        var task = tasks.list(Filters.NONE).getFirst();
        assertEquals("web.1." + task.task().id(), seen.getFirst().name());
        assertEquals(task.containerId(), seen.getFirst().id());
        assertEquals("1", seen.getFirst().config().labels().get("c"));
        assertEquals(task.task().id(), seen.getFirst().config().labels().get("com.docker.swarm.task.id"));
        assertEquals(
                ErrorKind.CONFLICT,
                assertThrows(
                                EngineException.class,
                                () -> engine.containers().rename(seen.getFirst().id(), "other"))
                        .kind());
    }

    @Test
    void containersOfReplacedTasksStayWhatTheyAre() {
        String id = services.create(
                        web().form("{1}").container(Specs.of("web:1")).spec(), Optional.empty())
                .id();
        store.show(pod("a", 1, 1, running(1)));
        services.update(id, 1, web().form("{2}").container(Specs.of("web:2")).spec(), false, Optional.empty());
        store.show(pod("a", 1, 1, running(1)), pod("b", 2, 2, running(2)));

        assertEquals(
                List.of("web:1", "web:2"),
                engine.containers().list(new ContainerQuery(false, 0, Filters.NONE)).stream()
                        .map(c -> c.record().spec().image())
                        .sorted()
                        .toList());
    }

    @Test
    void networkIsFreeOnceItsServiceIsRemovedThoughTasksStillEnd() {
        engine.networks()
                .create(new NetworkRequest(
                        "front", "overlay", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        services.create(web().networks("front").spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(1)));
        assertTrue(
                assertThrows(EngineException.class, () -> engine.networks().remove("front"))
                        .getMessage()
                        .contains("is in use by service"),
                "in use");

        services.remove("web");
        assertEquals(1, engine.networks().inspect("front", "").members().size());
        engine.networks().remove("front");
        assertEquals(
                1,
                engine.containers()
                        .list(new ContainerQuery(false, 0, Filters.NONE))
                        .size());
    }

    @Test
    void tasksAreFiltered() {
        services.create(web().replicas(2).spec(), Optional.empty());
        store.show(pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2)));

        assertEquals(
                2, tasks.list(new Filters(Map.of("service", List.of("web")))).size());
        assertEquals(
                1, tasks.list(new Filters(Map.of("name", List.of("web.2")))).size());
        assertEquals(
                0,
                tasks.list(new Filters(Map.of("desired-state", List.of("shutdown"))))
                        .size());
        assertEquals(
                0,
                tasks.list(new Filters(Map.of("desired-state", List.of("READY", "accepted"))))
                        .size());
        assertEquals(
                "Invalid desired-state filter: 'nonsense'",
                assertThrows(
                                EngineException.class,
                                () -> tasks.list(new Filters(Map.of("desired-state", List.of("nonsense")))))
                        .getMessage());
        assertEquals(
                "service nobody not found",
                assertThrows(EngineException.class, () -> tasks.list(new Filters(Map.of("service", List.of("nobody")))))
                        .getMessage());
        assertEquals(List.of(), services.list(new Filters(Map.of("mode", List.of("nonsense")))));
        assertEquals(
                "invalid filter 'color'",
                assertThrows(EngineException.class, () -> services.list(new Filters(Map.of("color", List.of("red")))))
                        .getMessage());
    }
}
