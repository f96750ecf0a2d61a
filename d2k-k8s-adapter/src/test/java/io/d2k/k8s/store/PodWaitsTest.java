package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.k8s.cache.ObjectStore;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waits for pods, by what their status and what events tell. */
@Timeout(180)
class PodWaitsTest {
    private static final Duration LONG = Duration.ofMinutes(3);

    private final PodWaits waits = new PodWaits(ObjectStore.Listener.none());

    private static CoreV1Event event(String pod, String path) {
        return new CoreV1Event()
                .metadata(new V1ObjectMeta().name("e"))
                .lastTimestamp(OffsetDateTime.parse("2026-11-29T12:00:00Z"))
                .involvedObject(new V1ObjectReference().name(pod).uid("u1").fieldPath(path));
    }

    private static V1Pod pod(String name) {
        return new V1Pod().metadata(new V1ObjectMeta().name(name));
    }

    @Test
    void anEventEndsAWaitBeforeTheStatusDoes() {
        try (PodWaits.Wait wait = waits.begin("view", pod -> false, "Started")) {
            waits.events("Started").present(event("view", "spec.containers{main}"));
            assertEquals(Optional.empty(), wait.await(LONG));
            assertTrue(wait.reported());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Started, other, spec.containers{main}",
        "Killing, view, spec.containers{main}",
        "Started, view, spec.initContainers{d2k-fill}"
    })
    void otherEventsDoNot(String reason, String pod, String path) {
        try (PodWaits.Wait wait = waits.begin("view", p -> true, "Started")) {
            waits.events(reason).present(event(pod, path));
            waits.present(pod("view"));
            assertEquals(Optional.of(pod("view")), wait.await(LONG));
            assertFalse(wait.reported());
        }
    }

    @Test
    void whoDoesNotAskForEventsIsNotTold() {
        try (PodWaits.Wait wait = waits.begin("view", p -> true)) {
            waits.events("Started").present(event("view", "spec.containers{main}"));
            waits.removed(pod("view"));
            assertEquals(Optional.empty(), wait.await(LONG));
            assertFalse(wait.reported());
        }
    }
}
