package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ProbeResult;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeReportsTest {
    private final ProbeReports reports = new ProbeReports();

    private static CoreV1Event event(String uid, String message, int count, long first, long last) {
        return new CoreV1Event()
                .metadata(new V1ObjectMeta().name(uid).uid(uid))
                .involvedObject(new V1ObjectReference().uid("pod").fieldPath("spec.containers{main}"))
                .message(message)
                .count(count)
                .firstTimestamp(time(first))
                .lastTimestamp(time(last));
    }

    private static OffsetDateTime time(long seconds) {
        return OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
    }

    private List<Long> times() {
        return reports.of("pod").stream().map(f -> f.at().getEpochSecond()).toList();
    }

    @Test
    void eachFailureCountsOnce() {
        reports.take(event("e1", "Readiness probe failed: not well\n", 1, 10, 10));
        reports.take(event("e1", "Readiness probe failed: not well\n", 1, 10, 10));
        reports.take(event("e1", "Readiness probe failed: not well\n", 2, 10, 12));
        assertEquals(List.of(10L, 12L), times());
        assertEquals("not well\n", reports.of("pod").getFirst().output());
        reports.take(event("e1", "Readiness probe failed: not well\n", 4, 10, 16));
        assertEquals(List.of(10L, 12L, 14L, 16L), times());
        reports.forget("pod");
        assertEquals(List.of(), times());
    }

    @Test
    void thoseOfTheStartAreToldApart() {
        reports.take(event("e1", "Startup probe failed: not yet\nnot yet\n", 2, 10, 12));
        reports.take(event("e2", "Startup probe errored: oops", 1, 13, 13));
        reports.take(event("e3", "Readiness probe failed: later", 1, 14, 14));
        assertEquals(
                List.of("true not yet\nnot yet\n", "true not yet\nnot yet\n", "true oops", "false later"),
                reports.of("pod").stream()
                        .map(f -> f.start() + " " + f.output())
                        .toList());
    }

    @Test
    void manyOfAReportSeenLateAreSpreadEvenly() {
        reports.take(event("e1", "Readiness probe failed: x", 5, 10, 30));
        assertEquals(List.of(10L, 15L, 20L, 25L, 30L), times());
        reports.take(event("e2", "Readiness probe failed: y", 1000, 10, 1009));
        assertEquals(32, reports.of("pod").size());
        assertEquals(1009L, times().getLast());
    }

    @Test
    void aCheckThatTookTooLongIsToldOfInDockersWords() {
        String words = "command timed out: \"sh -c echo \\\"a b\\\"; sleep 60\" timed out after 1s";
        reports.take(event("e1", "Readiness probe errored: " + words, 1, 10, 10));
        assertEquals(
                List.of(new ProbeResult(
                        Instant.ofEpochSecond(10),
                        ProbeResult.Outcome.TIMED_OUT,
                        "Health check exceeded timeout (1s)",
                        false)),
                reports.of("pod"));
    }

    @Test
    void otherReportsAreNone() {
        assertEquals(Optional.empty(), reports.take(event("e1", "Liveness probe failed: x", 1, 10, 10)));
        CoreV1Event other = event("e2", "Readiness probe failed: x", 1, 10, 10);
        other.getInvolvedObject().setFieldPath("spec.containers{sidecar}");
        assertEquals(Optional.empty(), reports.take(other));
        reports.take(
                event("e3", "(combined from similar events): Readiness probe failed: command timed out", 1, 10, 10));
        assertEquals(
                List.of(new ProbeResult(
                        Instant.ofEpochSecond(10), ProbeResult.Outcome.TIMED_OUT, "command timed out", false)),
                reports.of("pod"));
    }
}
