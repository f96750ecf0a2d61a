package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.ProcessState.Running;
import io.d2k.domain.container.ProcessState.Waiting;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartReportsTest {
    private final StartReports starts = new StartReports();

    private static CoreV1Event event(String reason, String message, long at) {
        return new CoreV1Event()
                .metadata(new V1ObjectMeta().name("e").uid("e"))
                .involvedObject(new V1ObjectReference().uid("pod"))
                .type("Warning")
                .reason(reason)
                .message(message)
                .lastTimestamp(OffsetDateTime.ofInstant(Instant.ofEpochSecond(at), ZoneOffset.UTC));
    }

    private static PodObservation pod(String uid, ProcessState process) {
        var object = new V1Pod().metadata(new V1ObjectMeta().name("p").uid(uid));
        return PodObservations.of(object).withEnds(process, Optional.empty());
    }

    private String told(String uid, String reason) {
        return ((Waiting) starts.told(pod(uid, new Waiting(reason, ""))).process()).message();
    }

    @ParameterizedTest
    @CsvSource({
        "FailedMount, ContainerCreating, no such server",
        "FailedMount, PodInitializing, no such server",
        "FailedMount, '', no such server",
        "FailedAttachVolume, ContainerCreating, no such server",
        "FailedCreatePodSandBox, ContainerCreating, no such server",
        "NetworkNotReady, ContainerCreating, no such server",
        // told by the pod's status, or of no hindrance
        "FailedMount, ErrImagePull, ''",
        "FailedMount, CrashLoopBackOff, ''",
        "FailedPreStopHook, ContainerCreating, ''",
    })
    void podThatWaitsForItsContainerTellsWhatIsReported(String event, String waiting, String message) {
        starts.take(event(event, "no such server", 1));
        assertEquals(message, told("pod", waiting));
        assertEquals("", told("other", waiting));
    }

    @Test
    void lastReportCounts() {
        starts.take(event("FailedMount", "second", 2));
        starts.take(event("FailedMount", "first", 1));
        assertEquals("second", told("pod", "ContainerCreating"));
        assertEquals(Optional.of("pod"), starts.take(event("FailedCreatePodSandBox", "third", 3)));
        assertEquals("third", told("pod", "ContainerCreating"));
        starts.forget("pod");
        assertEquals("", told("pod", "ContainerCreating"));
    }

    @Test
    void whatRunsIsLeftAlone() {
        starts.take(event("FailedMount", "late", 1));
        var running = pod("pod", new Running(Instant.ofEpochSecond(2)));
        assertEquals(running, starts.told(running));
    }
}
