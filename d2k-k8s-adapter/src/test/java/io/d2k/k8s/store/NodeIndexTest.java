package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeIndexTest {
    private static final OffsetDateTime CREATED = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static V1Node node(String ready, int heartbeat, String zone) {
        var condition =
                new V1NodeCondition().type("Ready").status(ready).lastHeartbeatTime(CREATED.plusSeconds(heartbeat));
        return new V1Node()
                .metadata(new V1ObjectMeta()
                        .name("n1")
                        .uid("u1")
                        .creationTimestamp(CREATED)
                        .labels(Map.of("zone", zone)))
                .status(new V1NodeStatus().addConditionsItem(condition));
    }

    @Test
    void whatMattersOfANodeIsTold() throws InterruptedException {
        Semaphore told = new Semaphore(0);
        try (NodeIndex index = new NodeIndex();
                var subscription = index.subscribe(told::release)) {
            index.present(node("True", 1, "a"));
            assertTrue(told.tryAcquire(60, TimeUnit.SECONDS), "it joins");
            index.present(node("True", 2, "a")); // a heartbeat
            index.present(node("False", 3, "a"));
            assertTrue(told.tryAcquire(60, TimeUnit.SECONDS), "it is down");
            index.present(node("False", 3, "b"));
            assertTrue(told.tryAcquire(60, TimeUnit.SECONDS), "it has another label");
            assertEquals("b", index.all().getFirst().node().labels().get("zone"));
            index.removed(node("False", 3, "b"));
            assertTrue(told.tryAcquire(60, TimeUnit.SECONDS), "it has gone");
            assertEquals(0, told.availablePermits(), "and nothing else");
        }
    }
}
