package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What restart policies try again, and what forbids the next try. */
class RestartTriesTest extends LifecycleCase {
    private void kill(String name, String signal) {
        Bounded.call(() -> {
            f.containers.kill(name, signal);
            return true;
        });
    }

    @Test
    void onFailureTriesAgainAsOftenAsAllowed() throws Exception {
        f.cluster.containers.program(p -> p.begin().print("try " + p.restart()).end(4));
        String id = f.run("fails", sleeper().onFailure(2));
        f.awaitRecorded(id, 1);
        assertEquals("exited", f.status(id));
        assertEquals(4, f.state(id).exitCode());
        assertEquals(2, f.state(id).restartCount());
        f.cluster.archive.await(id, 2);
        assertEquals(List.of("try 0", "try 1", "try 2"), f.logs(id));
        f.events.await("fails", "die", 3);
        f.events.expect(id, "create", "start", "die", "start", "die", "start", "die");
    }

    @Test
    void onFailureLetsSuccessBe() throws Exception {
        f.cluster.containers.program(p -> p.begin().end(0));
        String id = f.run("works", sleeper().onFailure(2));
        assertEquals(0, f.awaitRecorded(id, 1).restarts());
        assertEquals("exited", f.status(id));
        f.pod();
        assertEquals(0, f.cluster.containers.podsMade());
    }

    @Test
    void onFailureIsOverWhenStoppedByHand() throws Exception {
        String id = f.run("fails", sleeper().onFailure(0));
        FakePod pod = f.pod();
        pod.onSignal(n -> pod.end(4));
        Bounded.call(() -> f.containers.stop("fails", "", Optional.empty()));
        assertEquals("exited", f.status(id));
        assertEquals(4, f.awaitRecorded(id, 1).exitCode());
        assertEquals(0, f.cluster.containers.podsMade());
    }

    @Test
    void onFailureIsOverWhenSignalledByHand() throws Exception {
        // moby: killWithSignal cancels the restart manager unless another stop signal is configured
        String id = f.run("fails", sleeper().onFailure(0));
        FakePod pod = f.pod();
        pod.onSignal(n -> pod.end(4));
        f.containers.kill("fails", "INT");
        assertEquals(4, f.awaitRecorded(id, 1).exitCode());
        assertEquals("exited", f.status(id));
        String other = f.run("reload", sleeper().onFailure(0).stopSignal("QUIT"));
        FakePod first = f.pod();
        first.onSignal(n -> first.end(4));
        f.containers.kill("reload", "INT");
        assertEquals(1, f.pod().restart(), "INT is not its stop signal");
        f.awaitStatus(other, "running");
    }

    @Test
    void aServiceIsOverWhenSignalledByHand() throws Exception {
        String id = f.run("web", service(Mode.ALWAYS));
        FakePod pod = f.pod();
        pod.crashAndRestart(2);
        f.events.await("web", "start", 2);
        f.containers.kill("web", "HUP");
        assertEquals("running", f.status(id), "the signal may mean something else to it");
        assertTrue(f.cluster.containers.find(id).orElseThrow().record().wanted());
        pod.crashAndRestart(3);
        assertEquals("exited", f.status(id), "whatever the kubelet does");
        assertEquals(3, f.awaitRecorded(id, 1).exitCode());
        f.cluster.containers.await(id, c -> c.orElseThrow().pods().isEmpty());
        f.cluster.containers.settle();
        assertEquals("exited 3", f.status(id) + " " + f.state(id).exitCode());
        f.events.expect(id, "create", "start", "die", "start", "kill", "die");
        Bounded.call(() -> f.containers.start(id));
        assertEquals("running", f.status(id));

        String other = f.run("reload", service(Mode.ALWAYS).stopSignal("QUIT"));
        FakePod second = f.pod();
        while (!second.uid()
                .equals(f.cluster
                        .containers
                        .find(other)
                        .orElseThrow()
                        .pods()
                        .getFirst()
                        .uid())) {
            second = f.pod();
        }
        f.containers.kill("reload", "HUP");
        second.crashAndRestart(3);
        f.events.await("reload", "start", 2);
        assertEquals("running", f.status(other), "HUP is not its stop signal");
    }

    @Test
    void aStartAfterTheEndOfWhatWasSignalledIsANewRun() throws Exception {
        String id = f.run("web", service(Mode.UNLESS_STOPPED));
        FakePod pod = f.pod();
        f.containers.kill("web", "TERM");
        f.engine.close(); // nobody looks while it ends
        pod.crashAndRestart(0);
        f.up();
        Bounded.call(() -> f.containers.start(id));
        f.cluster.containers.await(
                id, c -> c.orElseThrow().pods().stream().noneMatch(p -> p.uid().equals(pod.uid())));
        assertEquals("running", f.status(id));
    }

    /** moby: what restarts gets no signal, but is not begun again, and keeps its code. */
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void killInTheDelayPreventsTheRestart(String signal) throws Exception {
        f.cluster.containers.program(p -> p.begin().end(4));
        String id = f.run("fails", sleeper().onFailure(0));
        f.awaitStatus(id, "restarting");
        kill("fails", signal);
        assertEquals("exited", f.status(id));
        assertEquals(4, f.state(id).exitCode());
    }

    /** The pod of the next try is there, and its process has yet to begin. */
    @ParameterizedTest
    @ValueSource(strings = {"", "KILL", "TERM"})
    void theNextTryDoesNotBeginOnceItIsNotWanted(String kill) throws Exception {
        f.cluster.containers.program(p -> {
            if (p.restart() == 0) {
                p.begin().end(4);
            }
        });
        String id = f.run("fails", sleeper().onFailure(0));
        f.cluster.containers.await(
                id,
                c -> c.orElseThrow().pods().stream().allMatch(p -> p.restart() == 1)
                        && c.orElseThrow().record().lastRun().isPresent());
        assertEquals("restarting 4", f.status(id) + " " + f.state(id).exitCode());
        Bounded.call(() -> {
            if (kill.isEmpty()) {
                f.containers.stop("fails", "", Optional.empty());
            } else {
                f.containers.kill("fails", kill);
            }
            return true;
        });
        f.cluster.containers.await(id, c -> c.orElseThrow().pods().isEmpty());
        f.cluster.containers.settle();
        assertEquals("exited 4", f.status(id) + " " + f.state(id).exitCode());
        assertTrue(f.state(id).startedAt().isPresent());
        if (kill.isEmpty()) {
            f.events.await("fails", "stop", 1);
            f.events.expect(id, "create", "start", "die", "stop");
        } else {
            f.events.expect(id, "create", "start", "die");
        }
    }

    @Test
    void theLossOfALaterTryIsAFailureAsWell() throws Exception {
        f.cluster.containers.program(p -> {
            p.begin();
            if (p.restart() == 0) {
                p.end(4);
            }
        });
        String id = f.run("fails", sleeper().onFailure(0));
        f.cluster.containers.await(
                id,
                c -> c.orElseThrow().pods().stream().allMatch(p -> p.restart() == 1)
                        && c.orElseThrow().record().lastRun().isPresent());
        f.cluster.containers.settle();
        FakePod pod = f.pod();
        while (pod.restart() == 0) {
            pod = f.pod();
        }
        pod.vanish();
        assertEquals(2, f.pod().restart());
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void killOfAServiceBetweenTriesKeepsItsCode(String signal) throws Exception {
        String id = f.run("ever", service(Mode.ALWAYS));
        FakePod pod = f.pod();
        pod.end(3);
        f.awaitStatus(id, "restarting");
        pod.crashLoop();
        f.cluster.containers.settle();
        kill("ever", signal);
        assertEquals("exited", f.status(id));
        assertEquals(3, f.state(id).exitCode());
    }

    @Test
    void anotherSignalThanItsOwnLeavesTheNextTry() throws Exception {
        String id = f.run("ever", service(Mode.ALWAYS).stopSignal("QUIT"));
        FakePod pod = f.pod();
        pod.end(3);
        f.awaitStatus(id, "restarting");
        f.containers.kill("ever", "HUP");
        pod.restartInPlace();
        f.awaitStatus(id, "running");
    }

    @Test
    void stopInTheDelayPreventsTheRestart() throws Exception {
        f.cluster.containers.program(p -> p.begin().end(4));
        String id = f.run("fails", sleeper().onFailure(0));
        f.awaitStatus(id, "restarting");
        String restarting = "Container " + id + " is restarting, wait until the container is running";
        Fixture.refused(ErrorKind.CONFLICT, restarting, () -> f.containers.top("fails", ""));
        ExecSpec exec =
                new ExecSpec(List.of("true"), List.of(), "", "", false, false, true, true, false, "", Optional.empty());
        Fixture.refused(ErrorKind.CONFLICT, restarting, () -> f.engine.execs().create("fails", exec));
        Bounded.call(() -> f.containers.stop("fails", "", Optional.empty()));
        assertEquals("exited", f.status(id));
        assertEquals(4, f.state(id).exitCode());
    }
}
