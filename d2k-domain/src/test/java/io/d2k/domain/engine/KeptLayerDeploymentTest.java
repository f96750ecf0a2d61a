package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deployments that go on with the files of their last run. */
@Timeout(180)
class KeptLayerDeploymentTest {
    private static final KeptLayer LAYER = new KeptLayer("node-1", "/runtime", "/runtime/1", -1);

    private final Fixture f = new Fixture();

    @BeforeEach
    void runsThatLeaveFiles() {
        image("");
        f.cluster.info.version = "v1.34.1";
        f.cluster.containers.program(pod -> ends(pod).leaves(LAYER).begin());
    }

    private void image(String stopSignal) {
        var config = new ImageConfig(
                List.of(),
                List.of("sh"),
                List.of(),
                "",
                "",
                List.of(),
                List.of(),
                Map.of(),
                stopSignal,
                Optional.empty());
        f.cluster.images.answer("web", new ImageLookup.Found(FakeStores.Images.facts('a', config)));
    }

    private static FakePod ends(FakePod pod) {
        return pod.onSignal(n -> pod.end(3));
    }

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs web() {
        return Specs.of("web").cmd("tool", "-x").expose(80);
    }

    private void stop(String id, String signal, Optional<Integer> seconds) {
        assertTrue(Bounded.call(() -> f.containers.stop(id, signal, seconds)));
    }

    private List<Integer> runs(String id) {
        return f.cluster.containers.find(id).orElseThrow().pods().stream()
                .map(PodObservation::run)
                .sorted()
                .toList();
    }

    private Optional<KeptLayer> lastLayer() {
        return f.cluster.containers.entries().getLast().flatMap(Entry::layer);
    }

    @Test
    void theNextStartBeginsWithTheFilesAndTheirPodStaysUntilTheOneAfter() {
        String id = f.run("box", web());
        assertEquals(KeptLayer.place(id), f.cluster.containers.plan(id).message());
        assertEquals(Optional.empty(), f.cluster.containers.entries().getLast());
        for (int run = 1; run < 4; run++) {
            stop(id, "", Optional.empty());
            LastRun end = f.awaitRecorded(id, run);
            assertEquals(3, end.exitCode());
            assertEquals(run, end.run());
            Bounded.call(() -> f.containers.start(id));
            assertEquals(
                    Optional.of(new Entry(List.of("tool", "-x"), false, KeptLayer.place(id), Optional.of(LAYER))),
                    f.cluster.containers.entries().getLast());
            List<Integer> left = List.of(run, run + 1);
            // those of a Deployment that are not of its last start are of the one before
            f.cluster.containers.await(id, c -> runs(id).equals(left));
        }
    }

    /** It is nobody's to keep. */
    @Test
    void theLogOutlivesThePodThatStays() throws Exception {
        String id = f.run("box", web());
        FakePod pod = f.pod().print("one");
        stop(id, "", Optional.empty());
        f.cluster.archive.await(id, 1);
        assertEquals(List.of(1), runs(id));
        assertEquals(List.of("one"), f.logs(id));
        pod.vanish();
        assertEquals(List.of("one"), f.logs(id));
    }

    /** Testcontainers for Node gives a restart no time, where Docker keeps the files as well. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3})
    void aRestartDoesSo(int timeout) throws Exception {
        String id = f.run("box", web());
        restart(id, timeout);
        assertEquals(Optional.of(LAYER), lastLayer());
        f.events.expect(id, "create", "start", "kill", "stop", "die", "start", "restart");
    }

    private void restart(String id, int timeout) {
        Bounded.call(() -> {
            f.containers.restart(id, "", Optional.of(timeout).filter(t -> t >= 0));
            return true;
        });
    }

    /** A node that waits for it as long as the pod says would make a quick restart a slow one. */
    @Test
    void aRestartWithoutAnyTimeOfWhatDoesNotGetTheSignalKeepsNoFiles() {
        f.cluster.containers.program(pod -> ends(pod.leaves(LAYER).masks("0000000000000000\n0000000000000000"))
                .begin());
        String id = f.run("box", web());
        restart(id, 0);
        assertEquals(Optional.empty(), lastLayer());
    }

    /** What the node does when a pod's time is up is what the pod and the image say, and on new nodes alone. */
    @ParameterizedTest
    @CsvSource({
        "v1.34.1, '', '', -1, true",
        "v1.21.9, '', '', -1, false",
        "v1.34.1, '', '', 10, true",
        "v1.34.1, '', '', 20, false",
        "v1.34.1, '', '', 0, false",
        "v1.34.1, '', QUIT, -1, false",
        "v1.34.1, QUIT, '', -1, true",
        "v1.34.1, QUIT, TERM, -1, false",
    })
    void filesOutliveAStopThatTheNodeCanDoAsAsked(
            String server, String ofImage, String signal, int timeout, boolean outlive) throws Exception {
        image(ofImage);
        f.cluster.info.version = server;
        String id = f.run("box", web());
        FakePod pod = f.pod();
        Optional<Integer> seconds = Optional.of(timeout).filter(t -> t >= 0);
        stop(id, signal, seconds);
        f.cluster.containers.await(id, c -> runs(id).equals(outlive ? List.of(1) : List.of()));
        Duration grace = Duration.ofSeconds(seconds.orElse(10));
        assertEquals(outlive ? Optional.empty() : Optional.of(grace), pod.grace());
        Bounded.call(() -> f.containers.start(id));
        assertEquals(outlive ? Optional.of(LAYER) : Optional.empty(), lastLayer());
    }

    /** A node that waits as long as the pod says waits in vain for what does not get the signal, and longer than asked. */
    @ParameterizedTest
    @CsvSource({"0000000000000000, false", "0000000000004000, true", "'', true"})
    void whatDoesNotGetTheSignalIsGivenTheTimeAskedFor(String caught, boolean outlive) throws Exception {
        f.cluster.containers.program(pod ->
                ends(pod.leaves(LAYER).masks("0000000000000000\n" + caught)).begin());
        String id = f.run("box", web());
        FakePod pod = f.pod();
        stop(id, "", Optional.of(3));
        f.cluster.containers.await(id, c -> runs(id).equals(outlive ? List.of(1) : List.of()));
        assertEquals(outlive ? Optional.empty() : Optional.of(Duration.ofSeconds(3)), pod.grace());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, 20})
    void theNodesKillIsToldWhoeverHasAskedForIt(int seconds) throws Exception {
        f.cluster.containers.program(pod ->
                pod.leaves(LAYER).masks("0000000000000000\n0000000000000000").begin());
        String id = f.run("box", web());
        stop(id, "", Optional.of(seconds).filter(s -> s >= 0));
        f.events.expect(id, "create", "start", "kill", "kill", "stop", "die");
        assertEquals("9", f.events.await("box", "kill", 2).attributes().get("signal"));
    }

    @Test
    void whatIsAskedToBeKilledIsToldOnce() throws Exception {
        f.cluster.containers.program(pod -> pod.leaves(LAYER).begin());
        String id = f.run("box", web());
        f.containers.kill(id, "");
        f.events.expect(id, "create", "start", "kill", "die");
    }

    @Test
    void whatTakesLongerThanAskedIsKilled() {
        f.cluster.containers.silentDeath();
        String id = f.run("box", web());
        stop(id, "", Optional.of(1));
        assertEquals(137, f.awaitRecorded(id, 1).exitCode());
        f.cluster.containers.await(id, c -> runs(id).isEmpty());
    }

    /** Its node waits before it begins it again, and has nothing to end. */
    @Test
    void whatDoesNotRunLeavesNone() throws Exception {
        String id = f.run("box", web().restart(RestartPolicy.Mode.ALWAYS, 0));
        FakePod pod = f.pod();
        pod.end(1);
        pod.crashLoop();
        stop(id, "", Optional.empty());
        f.cluster.containers.await(id, c -> runs(id).isEmpty());
    }

    /** The kubelet may begin the process once more before it learns that the pod's time is up; then two would run. */
    @Test
    void aStopLastsUntilNothingBeginsAgain() throws Exception {
        f.cluster.containers.program(
                pod -> pod.onSignal(n -> pod.crashAndRestart(3)).leaves(LAYER).begin());
        String id = f.run("box", web());
        FakePod pod = f.pod();
        var stop = Bounded.start(() -> f.containers.stop(id, "", Optional.empty()));
        f.cluster.containers.await(
                id,
                c -> c.flatMap(ObservedContainer::pod)
                        .filter(PodObservation::failed)
                        .isPresent());
        assertEquals(List.of(pod.uid()), uids(id));
        assertTrue(Bounded.get(stop));
    }

    private List<String> uids(String id) {
        return f.cluster.containers.find(id).orElseThrow().pods().stream()
                .map(PodObservation::uid)
                .toList();
    }

    @Test
    void whereTheClusterRefusesTheFilesTheStartBeginsWithoutThem() {
        String id = f.run("box", web());
        stop(id, "", Optional.empty());
        f.cluster.containers.refuse(entry -> entry.layer().map(layer -> "no ReplicaSets for d2k"));
        Bounded.call(() -> f.containers.start(id));
        assertEquals(Optional.empty(), f.cluster.containers.entries().getLast());
        assertEquals(2, f.cluster.containers.entries().size());
    }

    /** What ended by itself the kubelet begins again, with none of its files. */
    @Test
    void whatEndedByItselfLeavesNone() {
        f.cluster.containers.program(pod -> pod.leaves(LAYER).begin().end(0));
        String id = f.run("box", web());
        f.awaitRecorded(id, 1);
        Bounded.call(() -> f.containers.start(id));
        assertEquals(Optional.empty(), lastLayer());
    }

    @ParameterizedTest
    @CsvSource({"/data, true", "/var/lib, false", "/var/lib/d2k/x, true"})
    void whatIsMountedHasNoPlaceForTheLastWords(String target, boolean told) {
        String id = f.create("box", web().binds("data:" + target));
        assertEquals(
                told ? KeptLayer.place(id) : "", f.cluster.containers.plan(id).message());
    }
}
