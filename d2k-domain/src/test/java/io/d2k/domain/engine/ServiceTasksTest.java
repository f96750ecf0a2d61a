package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.ServiceSamples;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.TaskPod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of the tasks of services, and what is told of them. */
class ServiceTasksTest extends ServiceCase {
    @Test
    void tasksWhoseImageCannotFillVolumesAreReplacedByOthersThatDoNot() {
        var data = web().container(Specs.of("web:1").binds("data:/d"));
        String id = services.create(data.spec(), Optional.empty()).id();

        store.show(pod("a", 1, 1, new ProcessState.Waiting(ProcessState.UNPREPARED, "no shell")));
        until(() -> store.fills().isEmpty());

        assertEquals(1, services.inspect(id).record().version());
        var next = services.update(id, 1, data.form("new").spec(), false, Optional.empty());
        assertEquals(
                List.of("The new volumes of the service stay empty: web:1 has no shell and cp, by which d2k would fill"
                        + " them with its content."),
                next);
    }

    @Test
    void volumesStayEmptyWhereTheClusterRefusesWhatFillsThem() {
        services.create(web().container(Specs.of("web:1").binds("data:/d")).spec(), Optional.empty());
        until(() -> !store.done().isEmpty());
        assertEquals(List.of("/d"), store.fills());

        store.problem(
                "pods \"a\" is forbidden: violates PodSecurity: runAsUser=0 (container \"d2k-fill\" must not set it)");

        until(() -> store.fills().isEmpty());
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
    void containerOfATaskStaysWhatItWas() {
        var service = web().restart(RestartCondition.When.NONE, 0);
        String id = services.create(
                        service.container(Specs.of("old:1")).form("{1}").spec(), Optional.empty())
                .id();
        store.await("launch 1-1-0");
        store.show(slotted("1-1-0", 1, 0, 1, ended(0, 0, 0), ""));
        until(() -> tasks.list(Filters.NONE).getFirst().task().over());

        services.update(id, 1, service.container(Specs.of("new:1")).form("{2}").spec(), false, Optional.empty());
        services.update(id, 2, service.form("{3}").spec(), false, Optional.empty());

        assertTrue(engine.containers().list(new ContainerQuery(true, 0, Filters.NONE)).stream()
                .anyMatch(c -> c.imageName().equals("old:1")));
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
    void taskThatWaitsForItsRestartIsReady() {
        services.create(
                web().restart(RestartCondition.When.ON_FAILURE, 1)
                        .restartDelay(Duration.ofSeconds(60))
                        .spec(),
                Optional.empty());
        store.await("launch 1-1-0");
        store.show(slotted("1-1-0", 1, 0, 1, ended(3, 0, 0), ""));
        String failed = "1 FAILED -> SHUTDOWN task: non-zero exit (3)";
        assertEquals(List.of(failed, "1 READY -> READY "), told());

        // a look that is under way would find the delay over, and launch
        cluster.threads.settle();
        cluster.clock.pass(Duration.ofSeconds(61));
        assertEquals(List.of(failed), told());
    }

    @Test
    void taskIsTheSameWhenItsPodIsThere() {
        services.create(
                web().container(Specs.of("web:1").hostname("{{.Task.ID}}"))
                        .restart(RestartCondition.When.ON_FAILURE, 1)
                        .restartDelay(Duration.ofSeconds(60))
                        .spec(),
                Optional.empty());
        store.await("launch 1-1-0");
        TaskPod first = store.list().getFirst().pods().getFirst();
        assertEquals(first.taskId(), ids().getFirst());
        store.show(ServiceSamples.called(first.taskId(), slotted("1-1-0", 1, 0, 1, ended(3, 0, 0), "")));
        List<String> before = ids();
        assertEquals(2, before.size());

        cluster.threads.settle(); // else a look under way launches, and what is shown next takes its pod away
        cluster.clock.pass(Duration.ofSeconds(61));
        store.show(ServiceSamples.called(first.taskId(), slotted("1-1-0", 1, 0, 1, ended(3, 0, 0), "")));
        store.await("launch 1-1-1");

        until(() -> ids().equals(before));
    }

    private List<String> ids() {
        return tasks.list(Filters.NONE).stream()
                .map(t -> t.task().id())
                .sorted()
                .toList();
    }

    @Test
    void triesAtAnImageThatCannotBeHadAreCountedAndEndForGood() {
        services.create(web().restart(RestartCondition.When.ON_FAILURE, 1).spec(), Optional.empty());
        var missing = new ProcessState.Waiting("ErrImagePull", "not found");
        store.await("launch 1-1-0");
        store.show(slotted("1-1-0", 1, 0, 1, missing, ""));
        store.await("stop 1-1-0");
        assertEquals(List.of("1 REJECTED -> SHUTDOWN No such image: web:1"), told());

        var stopped = slotted("1-1-0", 1, 0, 1, ended(137, 0, 0), "DeadlineExceeded");
        store.show(stopped);
        store.await("launch 1-1-1");
        store.show(stopped, slotted("1-1-1", 1, 1, 1, missing, ""));
        store.await("stop 1-1-1");
        store.show(stopped, slotted("1-1-1", 1, 1, 1, ended(137, 0, 0), "DeadlineExceeded"));

        String rejected = "1 REJECTED -> SHUTDOWN No such image: web:1";
        assertEquals(List.of(rejected, rejected), told());
        assertEquals(List.of("launch 1-1-0", "launch 1-1-1"), only(store.done(), "launch"));
        assertEquals(List.of(), engine.containers().list(new ContainerQuery(true, 0, Filters.NONE)));
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
    void imageThatCannotBeHadIsTriedAgainByAnotherPodAfterTheDelay() {
        services.create(web().spec(), Optional.empty());
        var missing = pod("a", 1, 1, new ProcessState.Waiting("ErrImagePull", "not found"));
        store.show(missing);
        until(() -> !store.list().getFirst().written().isEmpty());
        assertEquals(List.of("1 READY -> READY ", "1 REJECTED -> SHUTDOWN No such image: web:1"), told());
        assertEquals(List.of(), only(store.done(), "end"));

        cluster.clock.pass(Duration.ofSeconds(6));
        store.show(missing);
        store.await("end a");
        assertEquals(List.of("1 REJECTED -> SHUTDOWN No such image: web:1"), told());
        assertEquals(
                List.of("end a"), only(store.done(), "end").stream().distinct().toList());
    }

    @Test
    void taskThatWaitsIsOneOfTheFiveOfItsPlace() {
        services.create(
                web().restart(RestartCondition.When.ANY, 0)
                        .restartDelay(Duration.ofHours(1))
                        .spec(),
                Optional.empty());
        store.await("launch 1-1-0");
        store.show(IntStream.range(0, 6)
                .mapToObj(n -> slotted("1-1-" + n, 1, n, 1, ended(3, 0, n), ""))
                .toArray(TaskPod[]::new));

        String failed = "1 FAILED -> SHUTDOWN task: non-zero exit (3)";
        assertEquals(List.of(failed, failed, failed, failed, "1 READY -> READY "), told());
    }

    @Test
    void podWhoseImageComesBeforeTheDelayIsOverIsLeftAlone() {
        services.create(web().replicas(2).spec(), Optional.empty());
        var missing = new ProcessState.Waiting("ImagePullBackOff", "");
        store.show(pod("a", 1, 1, missing), pod("b", 1, 1, missing));
        until(() -> store.list().getFirst().written().size() >= 2);
        TaskPod[] later = {pod("a", 1, 1, running(4)), pod("b", 1, 1, missing)};
        store.show(later);

        cluster.threads.settle(); // a look that is under way may have seen the first one wait
        cluster.clock.pass(Duration.ofSeconds(6));
        store.show(later); // has the service looked at
        store.await("end b");
        assertEquals(
                List.of("end b"), only(store.done(), "end").stream().distinct().toList());
        assertTrue(told().contains("1 RUNNING -> RUNNING "), () -> told().toString());
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
    void portsOfItsNodeAreThoseOfATasksContainer() {
        Port numbered = new Port(80, Protocol.TCP);
        Port unnumbered = new Port(81, Protocol.TCP);
        var created = services.create(
                web().container(Specs.of("web:1").publish("", "8080", 80).publish("", "", 81))
                        .endpoint(
                                false,
                                new PublishedTarget("", numbered, 8080, true),
                                new PublishedTarget("", unnumbered, 0, true),
                                new PublishedTarget("", new Port(82, Protocol.TCP), 8082, false))
                        .spec(),
                Optional.empty());
        store.show(pod("a", 1, 1, running(1)));
        var seen = engine.containers()
                .list(new ContainerQuery(false, 0, Filters.NONE))
                .getFirst();

        assertEquals(
                List.of(
                        "Kubernetes chooses no ports of nodes: port 81 in mode host is not published without a number of"
                                + " its own (published=...)."),
                created.warnings());
        assertEquals(
                Map.of(numbered, List.of(new PortBinding("0.0.0.0", "8080")), unnumbered, List.of()), seen.published());
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
        assertEquals(List.of(), services.list(new Filters(Map.of("mode", List.of("nonsense", "REPLICATED")))));
        assertEquals(
                "invalid filter 'color'",
                assertThrows(EngineException.class, () -> services.list(new Filters(Map.of("color", List.of("red")))))
                        .getMessage());
    }
}
