package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.going;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.TaskPod;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tasks whose pods d2k makes, on a node that falls silent. */
class LostNodeTest extends ServiceCase {
    private static final TaskPod LEAVING =
            new TaskPod(going("1-1-0", 1, 0, running(0)).pod(), 1, 1);

    @Test
    void nobodyWaitsForTheEndOfAProcessOnALostNode() {
        swarm.nodes.add("n1", false, Map.of());
        services.create(web().restart(RestartCondition.When.NONE, 0).spec(), Optional.empty());
        store.await("launch 1-1-0");
        store.show(LEAVING);
        cluster.threads.settle();
        assertFalse(store.done().contains("forget 1-1-0"), "its node will say so");

        swarm.nodes.lose("n1");

        store.await("forget 1-1-0");
    }
}
