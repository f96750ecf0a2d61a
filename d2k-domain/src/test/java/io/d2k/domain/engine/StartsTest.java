package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts that fail, meet each other, or are met by something else. */
class StartsTest extends LifecycleCase {
    @Test
    void everyStartIsARunOfItsOwn() throws Exception {
        f.cluster.containers.program(p -> {
            p.begin();
            p.print("run " + p.run());
            p.end(p.run());
        });
        String id = f.run("twice", sleeper());
        f.awaitRecorded(id, 1);
        for (int run = 2; run <= 4; run++) {
            Bounded.call(() -> f.containers.start("twice"));
            assertEquals(run, f.awaitRecorded(id, run).exitCode());
        }
    }

    @Test
    void aRunAfterALostKillIsANewOne() throws Exception {
        f.cluster.containers.silentDeath();
        String id = f.run("lost", sleeper().onFailure(3));
        f.down();
        // killed, and d2k went away before it saw the end
        f.cluster.containers.update(
                id, r -> r.withEnding(new io.d2k.domain.container.Ending(1, 9, f.cluster.clock.instant())));
        f.pod().vanish();
        f.up();
        assertEquals(137, f.state(id).exitCode());
        f.cluster.containers.program(p -> p.begin().end(0));
        Bounded.call(() -> f.containers.start("lost"));
        assertEquals(0, f.awaitRecorded(id, 2).exitCode(), "the kill was for the run before");
    }

    @Test
    void aFailedStartLeavesTheContainerCreated() throws InterruptedException {
        f.cluster.containers.program(
                p -> p.cannotStart("exec: \"no-such-command\": executable file not found in $PATH: unknown"));
        String id = f.create("missing", Specs.of("busybox").cmd("no-such-command"));
        Fixture.refused(
                ErrorKind.INVALID,
                "exec: \"no-such-command\": executable file not found in $PATH: unknown",
                () -> Bounded.call(() -> f.containers.start("missing")));
        assertEquals("created", f.status(id));
        assertEquals(127, f.state(id).exitCode());
        f.events.expect(id, "create");
    }

    @Test
    void aMissingImageFailsTheStart() {
        f.cluster.containers.program(p -> p.waits("ErrImagePull", "pull access denied for nope"));
        String id = f.create("nope", service());
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "pull access denied for nope",
                () -> Bounded.call(() -> f.containers.start("nope")));
        assertEquals("created", f.status(id));
        assertFalse(f.cluster.containers.find(id).orElseThrow().record().wanted(), "scaled to nothing again");
    }

    @Test
    void aStartThatTakesTooLongTellsWhy() {
        try (Fixture slow = new Fixture(Duration.ofMillis(500))) {
            slow.cluster.containers.program(p -> p.unschedulable("0/3 nodes are available"));
            slow.create("big", sleeper());
            Fixture.refused(
                    ErrorKind.UNAVAILABLE,
                    "the container did not start within 0 s: 0/3 nodes are available",
                    () -> slow.containers.start("big"));
            assertEquals("created", slow.status("big"));
            assertEquals(128, slow.state("big").exitCode());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ContainerCreating, secret \"x\" not found, 'ContainerCreating: secret \"x\" not found'",
        "ContainerCreating, '', ContainerCreating",
        "'', no network, no network",
    })
    void aStartThatTakesTooLongTellsWhatTheNodeSays(String reason, String message, String told) {
        try (Fixture slow = new Fixture(Duration.ofMillis(500))) {
            slow.cluster.containers.program(p -> p.waits(reason, message));
            slow.create("late", sleeper());
            Fixture.refused(
                    ErrorKind.UNAVAILABLE,
                    "the container did not start within 0 s: " + told,
                    () -> slow.containers.start("late"));
        }
    }

    @Test
    void twoStartsAtOnceMakeOnePod() throws Exception {
        f.cluster.containers.program(p -> {});
        String id = f.create("both", sleeper());
        FutureTask<Boolean> one = Bounded.start(() -> f.containers.start("both"));
        FakePod pod = f.pod();
        FutureTask<Boolean> two = Bounded.start(() -> f.containers.start("both"));
        pod.begin();
        assertTrue(Bounded.get(one));
        assertFalse(Bounded.get(two));
        assertEquals(0, f.cluster.containers.podsMade());
        assertEquals("running", f.status(id));
    }

    @Test
    void aContainerIsShownWhenItsStartIsOver() throws Exception {
        f.cluster.containers.program(p -> {});
        String id = f.create("both", sleeper());
        FutureTask<Boolean> start = Bounded.start(() -> f.containers.start("both"));
        FakePod pod = f.pod();
        FutureTask<String> look = Bounded.start(
                () -> f.containers.inspect("both").state().status().word());
        assertThrows(TimeoutException.class, () -> look.get(300, TimeUnit.MILLISECONDS));
        assertEquals(List.of("both"), f.names(true), "lists do not wait");
        pod.begin();
        assertTrue(Bounded.get(start));
        assertEquals("running", Bounded.get(look));
        assertEquals("running", f.status(id));
    }

    @Test
    void aStopThatComesDuringAStartEndsWhatWasStarted() throws Exception {
        f.cluster.containers.program(p -> {});
        String id = f.create("brief", sleeper());
        FutureTask<Boolean> start = Bounded.start(() -> f.containers.start("brief"));
        FakePod pod = f.pod();
        FutureTask<Boolean> stop = Bounded.start(() -> f.containers.stop("brief", "", Optional.of(0)));
        pod.begin();
        assertTrue(Bounded.get(start));
        assertTrue(Bounded.get(stop));
        assertEquals("exited", f.status(id));
    }

    @Test
    void aStartOnANetworkThatIsMissingIsRefused() {
        String id = f.create("offline", sleeper().network("later"));
        Fixture.refused(ErrorKind.NOT_FOUND, "network later not found", () -> f.containers.start("offline"));
        assertEquals("created", f.status(id));
        String network = f.engine
                .networks()
                .create(new io.d2k.domain.network.NetworkRequest(
                        "later",
                        "",
                        "",
                        false,
                        false,
                        false,
                        java.util.Map.of(),
                        java.util.Map.of(),
                        io.d2k.domain.network.IpamSpec.NONE,
                        ""))
                .id();
        Bounded.call(() -> f.containers.start("offline"));
        assertEquals(
                network, f.containers.inspect(id).networks().getFirst().networkId(), "found when it is there at last");
        assertEquals(1, f.engine.networks().inspect("later", "").members().size());
    }

    @Test
    void aContainerRemovedWhileItStartsIsToldSo() throws Exception {
        f.cluster.containers.program(p -> {});
        f.create("going", sleeper());
        FutureTask<Boolean> start = Bounded.start(() -> f.containers.start("going"));
        f.pod();
        f.containers.remove("going", true, false);
        Fixture.refused(ErrorKind.CONFLICT, "the container was removed while it started", () -> Bounded.get(start));
    }
}
