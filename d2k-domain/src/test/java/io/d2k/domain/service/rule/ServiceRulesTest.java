package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.ServiceSamples;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskRevision;
import io.d2k.domain.service.UpdateStatus;
import io.d2k.domain.service.projection.TaskStateProjection;
import io.d2k.domain.service.rule.ServiceChangeRule.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service may be, and what its changes begin. */
class ServiceRulesTest {
    private static PublishedTarget port(int published, int target, boolean host) {
        return new PublishedTarget("", new Port(target, Protocol.TCP), published, host);
    }

    @Test
    void portThatAnotherServiceHasIsRefused() {
        var other = web().named("db").endpoint(false, port(8080, 80, false)).record("s1");

        var refusal = assertThrows(
                EngineException.class,
                () -> ServicePortRule.choose("web", "", List.of(port(8080, 81, false)), List.of(), List.of(other)));

        assertEquals(
                "rpc error: code = InvalidArgument desc = port '8080' is already in use by service 'db' (s1) as an"
                        + " ingress port",
                refusal.getMessage());
        assertEquals(
                List.of(port(8080, 80, false)),
                ServicePortRule.choose("db", "s1", List.of(port(8080, 80, false)), List.of(), List.of(other)));
    }

    @Test
    void portThatNobodyNamedIsChosenOnceAndKept() {
        var chosen = ServicePortRule.choose("web", "", List.of(port(0, 80, false)), List.of(), List.of());
        int number = chosen.getFirst().published();

        assertTrue(number >= 30_000 && number < 32_768, () -> "" + number);
        assertEquals(chosen, ServicePortRule.choose("x", "", List.of(port(0, 80, false)), chosen, List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            bad name; name must be valid as a DNS name component
            -web; name must be valid as a DNS name component
            ''; meta: name must be provided
            """)
    void nameIsChecked(String name, String words) {
        var refusal = assertThrows(
                EngineException.class,
                () -> ServiceChecks.check(web().named(name).spec()));

        assertEquals("rpc error: code = InvalidArgument desc = " + words, refusal.getMessage());
    }

    @Test
    void specIsCheckedInTheWordsOfASwarm() {
        var memory =
                web().container(Specs.of("web:1").resources(new ResourceSpec(1, 0, 0, 0, 0, 0, 0, 0, 0, List.of())));
        var image = web().container(Specs.of(""));
        var roundRobin = web().endpoint(true, port(8080, 80, false));

        assertEquals(
                "rpc error: code = InvalidArgument desc = invalid memory value 1: Must be at least 4MiB",
                assertThrows(EngineException.class, () -> ServiceChecks.check(memory.spec()))
                        .getMessage());
        assertEquals(
                "rpc error: code = InvalidArgument desc = ContainerSpec: image reference must be provided",
                assertThrows(EngineException.class, () -> ServiceChecks.check(image.spec()))
                        .getMessage());
        assertEquals(
                "rpc error: code = InvalidArgument desc = EndpointSpec: port published with ingress mode can't be used"
                        + " with dnsrr mode",
                assertThrows(EngineException.class, () -> ServiceChecks.check(roundRobin.spec()))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "Web:1, false",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, false",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde, true"
    })
    void imageIsOneThatEveryNodeCanFind(String image, boolean taken) {
        ServiceSpec spec = web().container(Specs.of(image)).spec();

        if (taken) {
            assertDoesNotThrow(() -> ServiceChecks.check(spec));
            return;
        }
        assertEquals(
                "rpc error: code = InvalidArgument desc = ContainerSpec: \"" + image
                        + "\" is not a valid repository/tag",
                assertThrows(EngineException.class, () -> ServiceChecks.check(spec))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"1, 1e-09", "100, 1e-07", "12345, 1.2345e-05", "100000, 0.0001", "999999, 0.000999999"})
    void cpusAreWrittenAsGoWritesThem(long nanos, String written) {
        assertEquals(
                "rpc error: code = InvalidArgument desc = invalid cpu value " + written + ": Must be at least 0.001",
                assertThrows(EngineException.class, () -> ServiceChecks.cpus(nanos))
                        .getMessage());
    }

    @Test
    void changeOfTasksBeginsAnUpdateAndAnyOtherDoesNot() {
        var before = web().record("s");

        var scaled = web().replicas(3).after(before, 1);
        var changed = web().form("{2}").after(before, 1);

        assertEquals(2, scaled.version());
        assertEquals(1, scaled.revision());
        assertTrue(scaled.status().isEmpty());
        assertEquals(Optional.of(before.spec()), scaled.previous());
        assertEquals(2, changed.revision());
        assertEquals("update in progress", changed.status().orElseThrow().message());
        assertEquals(
                Map.of(
                        1,
                        new TaskRevision(before.spec().task(), before.image()),
                        2,
                        new TaskRevision(changed.spec().task(), changed.image())),
                changed.forms());
        assertTrue(web().replicas(0).form("{2}").after(before, 1).status().isEmpty());
    }

    @Test
    void tasksAreReplacedWhereTheyAreReachedInAnotherWay() {
        var before = web().record("s");
        var published = web().endpoint(false, port(8080, 80, false));

        ServiceRecord more = published.after(before, 1);
        ServiceRecord scaled = published.replicas(3).after(more.withStatus(Optional.empty()), 2);
        ServiceRecord back = web().after(more, 2);

        assertEquals(2, more.template());
        assertEquals(ServiceSamples.updating(1), more.status());
        assertEquals(2, web().endpoint(true).after(before, 1).template());
        assertEquals(2, scaled.template());
        assertEquals(Optional.empty(), scaled.status());
        assertEquals(before.form(), back.form(), "those of before are left alone");
        assertEquals(
                3,
                web().endpoint(false, port(8081, 80, false)).after(more, 2).template(),
                "neither those of before nor those of now");
    }

    @Test
    void tasksThatMayStayWhereTheyAreAreNotReplacedForTheirPlacement() {
        var before = web().record("s");
        var zone = web().placement(new Placement(List.of("node.labels.zone==a"), List.of(), 2, List.of()));

        ServiceRecord stayed = zone.whereTasksFit(before, 1);

        assertEquals(1, stayed.revision());
        assertEquals(2, stayed.version());
        assertEquals(before.form(), stayed.form());
        assertEquals(Optional.empty(), stayed.status());
        assertEquals(2, zone.after(before, 1).revision(), "where one may not stay");
        assertEquals(2, zone.form("{2}").whereTasksFit(before, 1).revision(), "where they change otherwise");
        assertEquals(2, zone.form("{2}").after(stayed, 2).template());
        assertEquals(before.form(), web().whereTasksFit(stayed, 2).form());
    }

    @Test
    void tasksThatGetTheFormAgainWhichTheyHadBeforeHaveItsTemplate() {
        ServiceRecord first = web().record("s").withFills(List.of("/data"));
        ServiceRecord second = web().form("{2}").after(first, 1).withFills(List.of("/other"));
        ServiceRecord scaled = web().form("{2}").replicas(3).after(second, 2);

        ServiceRecord back = web().after(second, 2);
        ServiceRecord forth = web().form("{2}").after(back, 3);

        assertEquals(3, back.revision());
        assertEquals(first.form(), back.form());
        assertEquals(second.form(), forth.form());
        assertEquals(List.of(), web().form("{3}").after(second, 2).fills());
        assertEquals(second.form(), scaled.form());
        assertEquals(3, web().after(scaled, 3).template(), "before the last change the tasks were what they are");
    }

    @Test
    void formThatIsNotWhollyTheSameIsANewOne() {
        var host = new PublishedTarget("", new Port(80, Protocol.TCP), 8080, true);
        ServiceRecord second = web().form("{2}").after(web().record("s"), 1);
        ServiceRecord published =
                web().form("{2}").after(web().endpoint(false, host).record("s"), 1);
        var job = web().mode(new ServiceMode.ReplicatedJob(1, 1));

        ServiceRecord retagged = ServiceChangeRule.next(
                second,
                new Standing(true, false),
                web().spec(),
                true,
                List.of(),
                List.of(),
                Optional.empty(),
                "web:1@sha256:1",
                Observed.at(2));

        assertEquals(3, retagged.template());
        assertEquals(3, web().after(published, 2).template());
        assertEquals(3, web().endpoint(false, host).after(second, 2).template());
        assertEquals(2, job.after(job.record("s"), 2).template(), "a job runs anew");
    }

    @Test
    void anUpdateThatHasNotEndedGoesOnWhateverIsChanged() {
        ServiceRecord updating = web().form("{2}").after(web().record("s"), 1);
        ServiceRecord paused = updating.withStatus(updating.status().map(s -> s.pause("t1")));
        ServiceRecord completed = updating.withStatus(updating.status().map(s -> s.complete(Observed.at(2))));

        for (ServiceRecord before : List.of(updating, paused)) {
            assertEquals(
                    ServiceSamples.updating(3),
                    web().form("{2}").replicas(3).after(before, 3).status());
        }
        assertEquals(
                Optional.empty(),
                web().form("{2}").replicas(3).after(completed, 3).status());
    }

    @Test
    void anUpdateWhoseTasksWereAllReplacedIsOverWithAChangeThatReplacesNone() {
        ServiceRecord updating = web().form("{2}").after(web().record("s"), 1);
        ServiceRecord paused = updating.withStatus(updating.status().map(s -> s.pause("t1")));

        for (ServiceRecord before : List.of(updating, paused)) {
            assertEquals(
                    Optional.empty(),
                    web().form("{2}")
                            .replicas(3)
                            .afterReplacing(before, false, 3)
                            .status());
            assertEquals(
                    ServiceSamples.updating(3),
                    web().form("{3}").afterReplacing(before, false, 3).status());
        }
        assertEquals(
                "rollback_completed",
                web().form("{2}")
                        .afterReplacing(web().form("{2}").replicas(3).after(updating, 2), true, 3)
                        .status()
                        .orElseThrow()
                        .state()
                        .word());
    }

    @Test
    void aWayBackThatReplacesNoTaskIsCompletedAtOnce() {
        ServiceRecord first = web().record("s");
        ServiceRecord changed = web().form("{2}").after(first, 1);
        var job = web().mode(new ServiceMode.ReplicatedJob(1, 1));
        var completed = UpdateStatus.rollingBack(Observed.at(2), "manually requested rollback")
                .complete(Observed.at(2));

        assertEquals(
                Optional.of(completed),
                web().backFrom(web().replicas(3).after(first, 1), 2).status());
        assertEquals(
                Optional.of(completed), web().replicas(0).backFrom(changed, 2).status(), "there are no tasks");
        for (ServiceRecord back : List.of(
                web().backFrom(changed, 2),
                web().form("{2}").backFrom(web().form("{2}").replicas(3).after(changed, 1), 2),
                job.backFrom(job.record("s"), 2))) {
            assertEquals("rollback_started", back.status().orElseThrow().state().word());
        }
    }

    @Test
    void nameAndModeCannotBeChanged() {
        var before = web().record("s");

        assertThrows(
                EngineException.class,
                () -> ServiceChangeRule.check(before, web().named("x").spec()));
        assertThrows(
                EngineException.class,
                () -> ServiceChangeRule.check(
                        before, web().mode(new ServiceMode.Global()).spec()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0/1 nodes are available: 1 Insufficient memory. | no suitable node (insufficient resources on 1 node)
            0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity. | \
            no suitable node (insufficient resources on 1 node; scheduling constraints not satisfied on 2 nodes)
            0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found. | no suitable node (insufficient resources on 1 node)
            0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. | \
            no suitable node (host-mode port already in use on 1 node)
            0/1 nodes are available: 1 node(s) didn't match pod affinity/anti-affinity, 1 node(s) didn't match pod anti-affinity rules. | \
            no suitable node (max replicas per node limit exceed)
            0/2 nodes are available: 2 node(s) were unschedulable. | \
            no suitable node (2 nodes not available for new tasks)
            no nodes | no suitable node (no nodes)
            """)
    void schedulersWordsBecomeThoseOfASwarm(String kubernetes, String docker) {
        assertEquals(docker, TaskStateProjection.unschedulable(kubernetes, false, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0/1 nodes are available: 1 Insufficient memory. | insufficient resources on 1 node
            0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity. | insufficient resources on 1 node
            0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. | insufficient resources on 1 node
            0/1 nodes are available: 1 node(s) didn't match Pod's node affinity. | scheduling constraints not satisfied on 1 node
            no nodes | no nodes
            """)
    void ofTaskOfOneNodeThatNodeAloneIsToldOf(String kubernetes, String docker) {
        assertEquals(docker, TaskStateProjection.unschedulable(kubernetes, true, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. | no suitable node (unsupported platform on 1 node)
            0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match node selector. | \
            no suitable node (insufficient resources on 1 node; unsupported platform on 2 nodes)
            """)
    void ofTaskThatAsksForAPlatformAloneNoConstraintIsToldOf(String kubernetes, String docker) {
        assertEquals(docker, TaskStateProjection.unschedulable(kubernetes, false, true));
    }
}
