package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState.Ended;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeKillsTest {
    private final ProbeKills kills = new ProbeKills();

    private static CoreV1Event event(String message, long first, long last) {
        return new CoreV1Event()
                .metadata(new V1ObjectMeta().name("e").uid("e"))
                .involvedObject(new V1ObjectReference().uid("pod").fieldPath("spec.containers{main}"))
                .message(message)
                .firstTimestamp(OffsetDateTime.ofInstant(Instant.ofEpochSecond(first), ZoneOffset.UTC))
                .lastTimestamp(OffsetDateTime.ofInstant(Instant.ofEpochSecond(last), ZoneOffset.UTC));
    }

    private static PodObservation pod(String uid, long started, long finished) {
        return with(new V1Pod().metadata(new V1ObjectMeta().name("p").uid(uid)), started, finished);
    }

    private static PodObservation with(boolean going, String reason) {
        var deleted = going ? OffsetDateTime.ofInstant(Instant.ofEpochSecond(15), ZoneOffset.UTC) : null;
        var metadata = new V1ObjectMeta().name("p").uid("pod").deletionTimestamp(deleted);
        return with(new V1Pod().metadata(metadata).status(new V1PodStatus().reason(reason)), 10, 25);
    }

    private static PodObservation with(V1Pod object, long started, long finished) {
        var end = new Ended(137, "Error", "", Instant.ofEpochSecond(started), Instant.ofEpochSecond(finished));
        return PodObservations.of(object).withEnds(end, Optional.of(end));
    }

    private String judged(PodObservation pod) {
        PodObservation judged = kills.judge(pod);
        String process = ((Ended) judged.process()).reason();
        assertEquals(process, judged.lastEnded().orElseThrow().reason(), "of an earlier life as of this one");
        return process;
    }

    @ParameterizedTest
    @CsvSource({
        "Container main failed liveness probe, 10, 20, Unhealthy",
        "'Container main failed liveness probe, will be restarted', 10, 20, Unhealthy",
        "'Container main failed startup probe, will be restarted', 10, 20, NeverHealthy",
        "Stopping container main, 10, 20, Error",
        "'Container main definition changed, will be restarted', 10, 20, Error",
        // announced at 15: within a life that ends in that second, but not in one that begins in it or is over
        "Container main failed liveness probe, 10, 15, Unhealthy",
        "Container main failed liveness probe, 15, 20, Error",
        "Container main failed liveness probe, 16, 20, Error",
        "Container main failed liveness probe, 10, 14, Error",
    })
    void endIsExplainedByWhatWasAnnouncedInItsLife(String message, long started, long finished, String reason) {
        kills.take(event(message, 15, 15));
        assertEquals(reason, judged(pod("pod", started, finished)));
        assertEquals("Error", judged(pod("other", started, finished)));
    }

    @ParameterizedTest
    @CsvSource({
        "Liveness probe failed: x, 14, Unhealthy",
        "Liveness probe failed: x, 15, Unhealthy",
        "Startup probe errored: x, 15, NeverHealthy",
        "Liveness probe failed: x, 13, Error",
        "Liveness probe failed: x, 16, Error",
        "Readiness probe failed: x, 15, Error",
    })
    void podThatLivesOnceIsStoppedByItsLastCheck(String failure, long at, String reason) {
        kills.take(event(failure, at, at));
        assertEquals("Error", judged(pod("pod", 10, 25)), "it may fail and live on");
        kills.take(event("Stopping container main", 15, 15));

        assertEquals(reason, judged(pod("pod", 10, 25)));
        assertEquals("Error", judged(pod("pod", 15, 25)), "of an earlier life");
        assertEquals("Error", judged(with(true, "")), "its deletion stopped it");
        assertEquals("Error", judged(with(false, "DeadlineExceeded")), "its deadline stopped it");
    }

    @Test
    void oneEventStandsForSeveral() {
        kills.take(event("Container main failed liveness probe, will be restarted", 15, 15));
        kills.take(event("Container main failed liveness probe, will be restarted", 15, 35));
        assertEquals("Unhealthy", judged(pod("pod", 10, 20)));
        assertEquals("Error", judged(pod("pod", 20, 30)));
        assertEquals("Unhealthy", judged(pod("pod", 30, 40)));
        kills.forget("pod");
        assertEquals("Error", judged(pod("pod", 10, 20)));
    }
}
