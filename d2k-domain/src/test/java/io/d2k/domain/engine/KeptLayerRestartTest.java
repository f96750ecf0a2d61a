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
    private final LinkedBlockingQueue<FakePod> asked = new LinkedBlockingQueue<>();

    @BeforeEach
    void runsThatLeaveFiles() {
        var config = new ImageConfig(
                List.of(), List.of("sh"), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        f.cluster.images.answer("box", new ImageLookup.Found(FakeStores.Images.facts('a', config)));
        f.cluster.info.version = "v1.34.1";
        f.cluster.containers.program(
                pod -> pod.onSignal(n -> asked.add(pod)).leaves(LAYER).begin());
    }

    @AfterEach
    void close() {
        f.close();
    }

    private String run(boolean deployment) {
        Specs specs = Specs.of("box").cmd("sh", "-c", "x");
        return f.run("box", deployment ? specs.expose(80) : specs);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFilesAreLookedAtWhileTheProcessEnds(boolean deployment) throws Exception {
        String id = run(deployment);
        FutureTask<Boolean> restart = Bounded.start(() -> {
            f.containers.restart(id, "", Optional.empty());
            return true;
        });
        assertEquals(LAYER, f.cluster.views.nextLooked());
        asked.take().end(3);
        assertTrue(Bounded.get(restart));
        assertEquals(3, f.awaitRecorded(id, 1).exitCode(), "it was not killed for want of an end");
        assertEquals(
                Optional.of(LAYER), f.cluster.containers.entries().getLast().flatMap(Entry::layer));
    }

    /** Most that is stopped is removed then. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStopLeavesThatToTheStart(boolean deployment) throws Exception {
        String id = run(deployment);
        FutureTask<Boolean> stop = Bounded.start(() -> f.containers.stop(id, "", Optional.empty()));
        asked.take().end(3);
        assertTrue(Bounded.get(stop));
        assertTrue(f.cluster.views.noneLooked());
        Bounded.call(() -> f.containers.start(id));
        assertEquals(LAYER, f.cluster.views.nextLooked());
    }

    /** What a process tells may be anything. */
    @Test
    void whatIsNoLayerIsNotLookedAt() throws Exception {
        f.cluster.containers.program(pod -> pod.onSignal(n -> pod.end(3))
                .leaves(new KeptLayer("node-1", "/runtime", "/etc", -1))
                .begin());
        String id = run(false);
        Bounded.call(() -> {
            f.containers.restart(id, "", Optional.empty());
            return true;
        });
        assertEquals("/etc", f.cluster.views.nextLooked().path(), "by the start, as the node told of it");
        assertTrue(f.cluster.views.noneLooked());
    }
}
