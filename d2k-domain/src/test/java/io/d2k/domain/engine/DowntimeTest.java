package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.d2k.domain.container.Ending;
import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** d2k is restarted in the middle: what happened meanwhile is made good. */
@Timeout(180)
class DowntimeTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs sleeper() {
        return Specs.of("busybox").cmd("sleep", "100");
    }

    @Test
    void anEndedAutoRemoveContainerIsRemoved() throws Exception {
        String id = f.run("gone", sleeper().rm().binds("/anon"));
        FakePod pod = f.pod();
        f.down();
        pod.end(0);
        f.up();
        f.awaitGone(id);
        f.events.await("gone", "destroy", 1);
        f.events.expect(id, "die", "destroy");
        assertEquals(0, f.cluster.volumes.list().size());
    }

    @Test
    void aKilledAutoRemoveContainerWhosePodHasGoneIsRemoved() throws Exception {
        String id = f.run("gone", sleeper().rm());
        FakePod pod = f.pod();
        f.down();
        f.cluster.containers.update(id, r -> r.withEnding(new Ending(1, 9, f.cluster.clock.instant())));
        pod.vanish();
        f.up();
        f.awaitGone(id);
    }

    @Test
    void anAutoRemoveContainerThatNeverRanStays() {
        String id = f.create("waiting", sleeper().rm());
        f.down();
        f.up();
        f.cluster.containers.settle();
        assertEquals("created", f.status(id));
    }

    @Test
    void aFailedContainerIsTriedAgain() throws Exception {
        String id = f.run("fails", sleeper().onFailure(1));
        FakePod pod = f.pod();
        f.down();
        pod.end(4);
        f.up();
        FakePod second = f.pod();
        assertEquals(1, second.restart());
        second.end(4);
        assertEquals(1, f.awaitRecorded(id, 1).restarts());
        assertEquals("exited", f.status(id));
    }

    @Test
    void anExitedServiceIsRecorded() throws Exception {
        String id = f.run("web", Specs.of("web"));
        FakePod pod = f.pod();
        f.down();
        pod.crashAndRestart(2);
        f.up();
        assertEquals(2, f.awaitRecorded(id, 1).exitCode());
        assertFalse(f.cluster.containers.find(id).orElseThrow().record().wanted());
        f.cluster.containers.await(id, c -> c.orElseThrow().pods().isEmpty());
        assertEquals(2, f.state(id).exitCode());
    }

    @Test
    void whatWasRecordedBeforeIsNotToldAgain() throws Exception {
        f.cluster.containers.program(p -> p.begin().end(3));
        String id = f.run("over", sleeper());
        f.awaitRecorded(id, 1);
        f.down();
        f.up();
        f.cluster.containers.settle();
        f.containers.rename("over", "past");
        f.events.await("past", "rename", 1);
        f.events.expect(id, "rename");
    }

    @Test
    void aRunningContainerIsTakenOver() throws Exception {
        String id = f.run("up", sleeper());
        FakePod pod = f.pod();
        f.down();
        f.up();
        assertEquals("running", f.status(id));
        pod.end(9);
        assertEquals(9, f.awaitRecorded(id, 1).exitCode());
        f.events.await("up", "die", 1);
    }

    @Test
    void aRestartingServiceGoesOn() throws Exception {
        String id = f.run("ever", Specs.of("web").restart(Mode.ALWAYS, 0));
        FakePod pod = f.pod();
        f.down();
        pod.crashAndRestart(1);
        f.up();
        f.cluster.containers.settle();
        assertEquals("running", f.status(id));
        assertEquals(1, f.state(id).restartCount());
    }
}
