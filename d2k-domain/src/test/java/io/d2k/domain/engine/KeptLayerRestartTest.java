package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restarts, which look at the files of a run while it is ending. */
@Timeout(180)
class KeptLayerRestartTest {
    private static final KeptLayer LAYER =
            new KeptLayer("node-1", "/runtime", "/runtime/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs", -1);

    private final Fixture f = new Fixture();

    @BeforeEach
    void runsThatLeaveFiles() {
        var config = new ImageConfig(
                List.of(), List.of("sh"), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        f.cluster.images.answer("box", new ImageLookup.Found(FakeStores.Images.facts('a', config)));
        f.cluster.info.version = "v1.34.1";
    }

    @AfterEach
    void close() {
        f.close();
    }

    private void onSignal(Consumer<FakePod> then) {
        f.cluster.containers.program(
                pod -> pod.onSignal(n -> then.accept(pod)).leaves(LAYER).begin());
    }

    private String run(boolean deployment) {
        Specs specs = Specs.of("box").cmd("sh", "-c", "x");
        return f.run("box", deployment ? specs.expose(80) : specs);
    }

    private FutureTask<Boolean> restart(String id) {
        return Bounded.start(() -> {
            f.containers.restart(id, "", Optional.empty());
            return true;
        });
    }

    private void goneOn(String id, FutureTask<Boolean> restart) {
        assertTrue(Bounded.get(restart));
        assertEquals(3, f.awaitRecorded(id, 1).exitCode(), "it was not killed for want of an end");
        assertEquals(
                Optional.of(LAYER), f.cluster.containers.entries().getLast().flatMap(Entry::layer));
    }

    @Test
    void theFilesAreLookedAtWhileTheProcessEnds() throws Exception {
        var asked = new LinkedBlockingQueue<FakePod>();
        onSignal(asked::add);
        String id = run(false);
        FutureTask<Boolean> restart = restart(id);
        assertEquals(LAYER, f.cluster.views.nextLooked());
        asked.take().end(3);
        goneOn(id, restart);
    }

    @Test
    void thoseOfADeploymentAsWell() {
        onSignal(pod -> {
            assertEquals(LAYER, f.cluster.views.nextLooked());
            pod.end(3);
        });
        String id = run(true);
        goneOn(id, restart(id));
    }

    /** Most that is stopped is removed then. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStopLeavesThatToTheStart(boolean deployment) {
        onSignal(pod -> pod.end(3));
        String id = run(deployment);
        Bounded.call(() -> f.containers.stop(id, "", Optional.empty()));
        assertTrue(f.cluster.views.noneLooked());
        Bounded.call(() -> f.containers.start(id));
        assertEquals(LAYER, f.cluster.views.nextLooked());
    }

    /** What a process tells may be anything. */
    @Test
    void whatIsNoLayerIsNotLookedAt() {
        f.cluster.containers.program(pod -> pod.onSignal(n -> pod.end(3))
                .leaves(new KeptLayer("node-1", "/runtime", "/etc", -1))
                .begin());
        String id = run(false);
        Bounded.get(restart(id));
        assertEquals("/etc", f.cluster.views.nextLooked().path(), "by the start, as the node told of it");
        assertTrue(f.cluster.views.noneLooked());
    }
}
