package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.telling;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.UpdateConfig;
import io.d2k.domain.swarm.DependencySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Services: what is written down, and how it changes. */
class ServicesTest extends ServiceCase {
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
    void changeThatTheClusterRefusesIsNone() {
        String id = services.create(web().form("{1}").spec(), Optional.empty()).id();
        store.refuse(EngineException.invalid("no such thing"));

        var refusal = assertThrows(
                EngineException.class,
                () -> services.update(id, 1, web().form("{2}").spec(), false, Optional.empty()));

        assertEquals("no such thing", refusal.getMessage());
        var record = services.inspect(id).record();
        assertEquals("{1}", record.spec().task().document());
        assertEquals(1, record.version());
        assertEquals(Optional.empty(), record.previous());
    }

    @Test
    void whatIsMadeOfAChangeInPartIsMadeAgainWhatItWas() {
        var one = new PublishedTarget("", new Port(80, Protocol.TCP), 8080, false);
        String id = services.create(web().form("{1}").endpoint(false, one).spec(), Optional.empty())
                .id();
        store.refuseToPublish(1, EngineException.invalid("no such port"));
        var other = new PublishedTarget("", new Port(80, Protocol.TCP), 9090, false);

        assertThrows(
                EngineException.class,
                () -> services.update(
                        id, 1, web().form("{2}").endpoint(false, other).spec(), false, Optional.empty()));

        assertEquals(
                List.of("apply DEPLOYMENT v1", "apply DEPLOYMENT v2", "apply DEPLOYMENT v1"),
                only(store.done(), "apply"));
        assertEquals(8080, services.inspect(id).record().ports().getFirst().published());
    }

    @Test
    void changeWithoutANameIsARenaming() {
        String id = services.create(web().spec(), Optional.empty()).id();

        var refusal = assertThrows(
                EngineException.class,
                () -> services.update(id, 1, web().named("").spec(), false, Optional.empty()));

        assertEquals("rpc error: code = Unimplemented desc = renaming services is not supported", refusal.getMessage());
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
    void changeThatReplacesNoTaskEndsAnUpdateThatHasReplacedAll() {
        String id = services.create(web().form("{1}").spec(), Optional.empty()).id();
        store.show(pod("a", 1, 1, running(1)));
        services.update(id, 1, web().form("{2}").spec(), false, Optional.empty());
        services.update(id, 2, web().form("{2}").replicas(2).spec(), false, Optional.empty());
        assertTrue(services.inspect(id).record().status().isPresent(), "it has the old task still");

        store.show(pod("b", 2, 2, running(2)));
        services.update(id, 3, web().form("{2}").replicas(3).spec(), false, Optional.empty());
        assertEquals(Optional.empty(), services.inspect(id).record().status());
    }

    @Test
    void updateThatMayLoseTasksDoesNotWaitForThem() {
        var config = new UpdateConfig(1, Duration.ZERO, "continue", Duration.ofSeconds(5), 0, false);
        var service = web().replicas(3).update(config);
        String id =
                services.create(service.form("{1}").spec(), Optional.empty()).id();
        services.update(id, 1, service.form("{2}").spec(), false, Optional.empty());
        var missing = new ProcessState.Waiting("ErrImagePull", "not found");
        store.show(pod("a", 1, 1, running(1)), pod("b", 1, 1, running(1)), pod("c", 2, 2, missing));
        store.await("apply DEPLOYMENT v2 without 1");

        store.show(pod("a", 1, 1, running(1)), pod("c", 2, 2, missing), pod("d", 2, 3, missing));
        store.await("apply DEPLOYMENT v2 without 2");
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
        assertEquals(Optional.empty(), services.inspect(id).record().previous());
    }

    @Test
    void updateThatIsTakenBackKeepsTheTasksThatItHadNotReplaced() {
        String id = services.create(web().replicas(2).form("{1}").spec(), Optional.empty())
                .id();
        services.update(id, 1, web().replicas(2).form("{2}").spec(), false, Optional.empty());
        store.show(pod("a", 1, 1, running(1)), pod("b", 2, 1, ended(9, 1, 2)));
        until(() -> store.done().contains("apply DEPLOYMENT v2 paused"));

        services.update(id, 2, web().spec(), true, Optional.empty());
        store.show(pod("a", 1, 1, running(1)), pod("c", 1, 3, running(3)));

        var kept = Map.of("a", 3, "b", 2, "c", 3);
        until(() -> store.find(id).orElseThrow().written().stream()
                .collect(Collectors.toMap(Task::podUid, Task::revision))
                .equals(kept));
        assertEquals(1, store.find(id).orElseThrow().workload().orElseThrow().template());
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
    void serviceGoesBackToASecretThatHasGone() {
        var made = swarm.secrets.create(
                new DependencySpec("key", Map.of(), "YQ==", Optional.empty(), Optional.empty()), Instant.EPOCH);
        var with = web().files(new FileReference(true, made.id(), "key", "key", "0", "0", 0444));
        String id = services.create(with.spec(), Optional.empty()).id();
        services.update(id, 1, web().form("{2}").spec(), false, Optional.empty());
        swarm.secrets.remove(made);

        services.update(id, 2, web().form("{2}").spec(), true, Optional.empty());

        until(() -> told().stream()
                .anyMatch(t -> t.contains("starting container failed: unable to get secret from secret store: secret "
                        + made.id() + " not found")));
        assertThrows(
                EngineException.class,
                () -> services.update(id, 3, with.form("{3}").spec(), false, Optional.empty()));
    }

    @Test
    void serviceWhoseSecretHasGoneIsNoReasonToTellNothingOfTheOthers() {
        var made = swarm.secrets.create(
                new DependencySpec("key", Map.of(), "YQ==", Optional.empty(), Optional.empty()), Instant.EPOCH);
        services.create(
                web().restart(RestartCondition.When.ON_FAILURE, 3)
                        .files(new FileReference(true, made.id(), "key", "key", "0", "0", 0444))
                        .spec(),
                Optional.empty());
        until(() -> tasks.list(Filters.NONE).stream()
                .anyMatch(t -> !t.task().podName().isEmpty()));
        swarm.secrets.remove(made);

        assertEquals(1, services.list(Filters.NONE).size());
        assertEquals(1, tasks.list(Filters.NONE).size());
    }
}
