package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.rule.TopRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers that go on with the files of their last run. */
@Timeout(180)
class KeptLayerStartTest {
    private static final KeptLayer FIRST = new KeptLayer("node-1", "/runtime", "/runtime/1", -1);
    private static final KeptLayer SECOND = new KeptLayer("node-1", "/runtime", "/runtime/2", -1);

    private static final Optional<Duration> BRIEF = Optional.of(Entry.LEAST_GRACE);

    private final Fixture f = new Fixture();
    private final Queue<KeptLayer> layers = new ArrayDeque<>(List.of(FIRST, SECOND));

    @BeforeEach
    void runsThatLeaveFiles() {
        var config = new ImageConfig(
                List.of(), List.of("sh"), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        ImageFacts facts = FakeStores.Images.facts('a', config);
        f.cluster.images.answer("box", new ImageLookup.Found(facts));
        f.cluster.images.answer("bare", new ImageLookup.Found(withoutShell(facts)));
        f.cluster.containers.program(pod -> {
            if (!layers.isEmpty()) {
                pod.leaves(layers.remove());
            }
            pod.begin().end(0);
        });
    }

    private static ImageFacts withoutShell(ImageFacts f) {
        var copied = new ImageFacts.Layer(Optional.empty(), "COPY tool /tool", "", false, 0);
        var config = new ImageConfig(
                List.of(), List.of("tool"), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        return new ImageFacts(
                f.id(),
                f.manifestDigest(),
                f.repoDigest(),
                f.os(),
                f.architecture(),
                f.variant(),
                f.created(),
                f.author(),
                f.sizeBytes(),
                f.layers(),
                f.blobs(),
                List.of(copied),
                config,
                f.accounts());
    }

    @AfterEach
    void close() {
        f.close();
    }

    private String run(Specs specs) {
        String id = f.run("box", specs);
        f.awaitRecorded(id, 1);
        return id;
    }

    private void startAgain(String id, int run) {
        Bounded.call(() -> f.containers.start(id));
        f.awaitRecorded(id, run);
    }

    private Entry last() {
        return f.cluster.containers.entries().getLast().orElseThrow();
    }

    private static Entry first(String message) {
        return new Entry(List.of(), false, message, Optional.empty(), BRIEF);
    }

    private List<Integer> runs(ObservedContainer container) {
        return container.pods().stream().map(PodObservation::run).sorted().toList();
    }

    @Test
    void theNextRunBeginsWithTheFilesAndTheirPodStaysUntilTheOneAfter() {
        String id = run(Specs.of("box").cmd("tool", "-x"));
        assertEquals(first(KeptLayer.place(id)), last());

        startAgain(id, 2);
        assertEquals(new Entry(List.of("tool", "-x"), false, KeptLayer.place(id), Optional.of(FIRST), BRIEF), last());
        assertEquals(List.of(1, 2), runs(f.cluster.containers.find(id).orElseThrow()));

        startAgain(id, 3);
        assertEquals(Optional.of(SECOND), last().layer());
        f.cluster.containers.await(id, c -> runs(c.orElseThrow()).equals(List.of(2, 3)));

        startAgain(id, 4);
        assertEquals(Optional.empty(), last().layer(), "the third has told of none");
    }

    /** A kubelet before 1.22 never tells how what has had its time has ended; a stop timeout is for whoever ends the pod. */
    @ParameterizedTest
    @CsvSource({"v1.34.1, false, true", "v1.22.0, false, true", "v1.21.9, false, false", "v1.34.1, true, false"})
    void theFilesOutliveAKillWhereThePodCan(String server, boolean timeout, boolean outlive) {
        f.cluster.info.version = server;
        f.cluster.containers.program(pod -> pod.leaves(layers.remove()).begin());
        Specs specs = Specs.of("box").cmd("sh", "-c", "x");
        String id = f.run("box", timeout ? specs.stopTimeout(10) : specs);
        assertEquals(outlive ? BRIEF : Optional.empty(), last().grace());
        f.containers.kill(id, "");
        assertEquals(137, f.awaitRecorded(id, 1).exitCode());
        // the end is written down while a pod that does not stay may be on its way still
        List<Integer> left = outlive ? List.of(1) : List.of();
        f.cluster.containers.await(id, c -> runs(c.orElseThrow()).equals(left));
        Bounded.call(() -> f.containers.start(id));
        assertEquals(outlive ? Optional.of(FIRST) : Optional.empty(), last().layer());
    }

    /** Nothing tells where the files of an image without a shell lie, so its pods have the time that any has. */
    @Test
    void whatHasNoShellHasItsTime() {
        f.run("bare", Specs.of("bare").cmd("tool"));
        assertEquals(Optional.empty(), last().grace());
    }

    @Test
    void whatIsKilledSoonAfterItsStartIsAskedBefore() throws Exception {
        f.cluster.containers.program(pod -> pod.begin());
        String id = f.run("box", Specs.of("box").cmd("sh", "-c", "x"));
        f.cluster.nodes.expectNoExec();
        f.containers.kill(id, "");
        assertTrue(f.cluster.nodes.nextExec().command().toString().contains("upperdir="));
    }

    @Test
    void whatTakesTheTermBeforeAKillIsKilledAllTheSame() {
        f.cluster.containers.program(pod -> pod.onSignal(n -> pod.end(3)).begin());
        String id = f.run("box", Specs.of("box").cmd("sh", "-c", "x"));
        f.containers.kill(id, "");
        assertEquals(137, f.awaitRecorded(id, 1).exitCode());
    }

    /**
     * A node leaves it a while between TERM and KILL: the last of its grace, where it gets no signals, and not more time after
     * that. One that gets them is left alone for all of its grace: the node's would be the second.
     */
    @ParameterizedTest
    @CsvSource({
        "0, 3, NO, 3, create start kill stop die",
        "0, 137, NO, 137, create start kill kill stop die",
        "0, 137, ON_FAILURE, 137, create start kill kill stop die",
        "4, 3, NO, 137, create start kill kill stop die"
    })
    void theNodeIsToldBeforeTheGraceIsOver(
            int caught, int atTheSecond, RestartPolicy.Mode restart, int code, String actions) throws Exception {
        AtomicInteger terms = new AtomicInteger();
        f.cluster.containers.program(pod -> pod.masks("0000000000000000\n000000000000" + caught + "000")
                .onSignal(n -> {
                    if (terms.incrementAndGet() == 2) {
                        pod.end(atTheSecond);
                    }
                })
                .begin());
        String id = f.run("box", Specs.of("box").cmd("sh", "-c", "x").restart(restart, 0));
        Bounded.call(() -> f.containers.stop(id, "", Optional.of(2)));
        assertEquals(code, f.awaitRecorded(id, 1).exitCode(), "it ended before KILL was asked for");
        f.events.expect(id, actions.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "/bin/sh", "touch"})
    void whatSurelyCanBeginByTheShellTellsWhereItsFilesLie(String program) {
        run(Specs.of("box").cmd(program, "x"));
        assertTrue(String.join(" ", last().command()).contains("upperdir="));
        assertEquals(List.of(program, "x"), last().command().subList(5, 7));
    }

    /** A node could tell of its shell as running before that finds no such command. */
    @Test
    void whatMayBeMissingDoesNotBeginByIt() {
        run(Specs.of("box").cmd("tool"));
        assertEquals(List.of(), last().command());
        f.run("bare", Specs.of("bare").cmd("touch", "x"));
        assertEquals(List.of(), last().command(), "its image was not built by a shell");
    }

    @ParameterizedTest
    @CsvSource({"tool, true", "sh, false", "touch, false"}) // a shell has told before it became the command
    void whatRunsByItselfIsAskedWhereItsFilesLie(String program, boolean asked) throws Exception {
        f.cluster.containers.program(pod -> pod.begin());
        f.run("box", Specs.of("box").cmd(program, "-x"));
        if (asked) {
            List<String> command = f.cluster.nodes.nextExec().command();
            assertTrue(command.toString().contains("upperdir="));
            assertEquals(TopRule.OWN_GUARD, command.getLast(), "not shown by docker top");
        } else {
            f.cluster.nodes.expectNoExec();
        }
    }

    /** Its pod stays until the try after the next one. */
    @ParameterizedTest
    @CsvSource({"tool, false", "sh, true"})
    void theNextTryBeginsWithTheFilesOfTheOneBefore(String program, boolean tells) {
        f.cluster.containers.program(pod -> {
            if (!layers.isEmpty()) {
                pod.leaves(layers.remove());
            }
            pod.begin().end(4);
        });
        String id = f.run("box", Specs.of("box").cmd(program, "-x").onFailure(2));
        assertEquals(4, f.awaitRecorded(id, 1).exitCode());
        List<Optional<Entry>> entries = f.cluster.containers.entries();
        assertEquals(
                List.of(Optional.empty(), Optional.of(FIRST), Optional.of(SECOND)),
                entries.stream().map(e -> e.flatMap(Entry::layer)).toList());
        assertEquals(tells, entries.getLast().orElseThrow().command().toString().contains("upperdir="));
        f.cluster.containers.await(
                id,
                c -> c.orElseThrow().pods().stream()
                        .map(PodObservation::restart)
                        .sorted()
                        .toList()
                        .equals(List.of(1, 2)));
    }

    @Test
    void whatIsTriedAgainIsAskedWhereItsFilesLie() throws Exception {
        f.cluster.containers.program(pod -> {
            if (pod.restart() == 0) {
                pod.end(4); // too soon for anybody to ask
            } else {
                pod.begin();
            }
        });
        f.run("box", Specs.of("box").cmd("tool", "-x").onFailure(2));
        assertTrue(f.cluster.nodes.nextExec().command().toString().contains("upperdir="));
    }

    @Test
    void whereTheClusterRefusesTheFilesTheNextTryBeginsWithoutThem() {
        f.cluster.containers.program(pod -> pod.leaves(FIRST).begin().end(4));
        f.cluster.containers.refuse(entry -> entry.layer().map(layer -> "hostPath volumes are not allowed to be used"));
        String id = f.run("box", Specs.of("box").cmd("tool").onFailure(1));
        assertEquals(1, f.awaitRecorded(id, 1).restarts());
        assertEquals(Optional.empty(), last().layer());
    }

    @Test
    void noFilesAreKeptWhereNobodyCanComeBackToThem() {
        for (Specs specs : List.of(
                Specs.of("box").cmd("sh", "-c", "x").rm(),
                Specs.of("box").cmd("sh", "-c", "x").binds("data:/var/lib"))) {
            f.run("x" + f.cluster.containers.entries().size(), specs);
            assertEquals(new Entry(last().command(), false, Entry.MESSAGE, Optional.empty()), last());
            assertFalse(last().command().toString().contains("upperdir="));
            assertTrue(last().command().toString().contains("unset d2k_go d2k_end KUBERNETES_"));
        }
    }

    /** An image may tell of any directory, and swap it for a link while the node looks. */
    @Test
    void whatIsNoRuntimesIsNotUsed() {
        layers.clear();
        layers.add(new KeptLayer("node-1", "/volumes/shared", "/volumes/shared/1", -1));
        String id = run(Specs.of("box").cmd("tool"));
        startAgain(id, 2);
        assertEquals(Optional.empty(), last().layer());
    }

    @Test
    void whereTheClusterRefusesTheFilesTheRunBeginsWithoutThem() {
        String id = run(Specs.of("box").cmd("tool"));
        f.cluster.containers.refuse(entry -> entry.layer().map(layer -> "hostPath volumes are not allowed to be used"));
        startAgain(id, 2);
        assertEquals(Optional.empty(), last().layer());
        assertEquals(2, f.cluster.containers.entries().size());
    }

    @Test
    void whatFailsOtherwiseFailsOnceAndLeavesTheFilesForTheNextStart() {
        String id = run(Specs.of("box").cmd("tool"));
        f.cluster.containers.refuse(entry -> Optional.of("exceeded quota: q"));
        assertThrows(EngineException.class, () -> Bounded.call(() -> f.containers.start(id)));
        assertEquals(1, f.cluster.containers.entries().size());
        assertTrue(FileViewing.begun(f.cluster.containers.find(id).orElseThrow()));

        f.cluster.containers.refuse(entry -> Optional.empty());
        startAgain(id, 3);
        assertEquals(Optional.of(FIRST), last().layer());
    }
}
