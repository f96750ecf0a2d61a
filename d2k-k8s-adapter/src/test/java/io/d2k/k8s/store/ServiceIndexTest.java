package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ProcessState;
import io.d2k.domain.service.HandEnding;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.swarm.SwarmId;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceIndexTest {
    private static final String UID = "uid-of-the-record";
    private static final String ID = SwarmId.of(UID);

    private final ServiceIndex index = new ServiceIndex(ServiceSamples.DOCUMENTS);

    @AfterEach
    void close() {
        index.close();
    }

    private static V1ConfigMap record() {
        return new V1ConfigMap()
                .metadata(new V1ObjectMeta()
                        .name("d2k-service-my-web")
                        .uid(UID)
                        .creationTimestamp(OffsetDateTime.ofInstant(Samples.CREATED, ZoneOffset.UTC))
                        .labels(Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_SERVICE))
                        .annotations(Map.of(Keys.NAME, "My_Web")))
                .data(ServiceData.write(ServiceSamples.record(""), List.of()));
    }

    private static V1Pod pod(String name) {
        return new V1Pod()
                .metadata(new V1ObjectMeta()
                        .name(name)
                        .uid("uid-of-" + name)
                        .creationTimestamp(OffsetDateTime.ofInstant(Samples.CREATED, ZoneOffset.UTC))
                        .labels(Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_TASK))
                        .annotations(new HashMap<>(Map.of(Keys.ID, ID, Keys.REVISION, "1"))))
                .spec(new V1PodSpec().nodeName("n1"));
    }

    private List<String> leaving() {
        return index.leaving().stream()
                .flatMap(s -> s.pods().stream())
                .map(p -> p.pod().name())
                .toList();
    }

    @Test
    void removedServiceIsKnownUntilItsLastPodHasGone() {
        index.configMaps().present(record());
        index.pods().present(pod("a"));
        assertEquals(List.of(), index.leaving());

        index.configMaps().removed(record());
        assertTrue(index.find(ID).isEmpty());
        assertEquals(List.of("a"), leaving());
        assertTrue(index.leaving().getFirst().record().removing());

        index.pods().present(pod("made-in-vain"));
        assertEquals(List.of("a"), leaving());
        index.pods().removed(pod("a"));
        assertEquals(List.of(), index.leaving());
    }

    @Test
    void announcedKillExplainsAnEndThatWasSeenBefore() {
        index.configMaps().present(record());
        var end = OffsetDateTime.ofInstant(Samples.CREATED.plusSeconds(9), ZoneOffset.UTC);
        index.pods()
                .present(pod("a").status(new V1PodStatus()
                        .addContainerStatusesItem(new V1ContainerStatus()
                                .name("main")
                                .state(new V1ContainerState()
                                        .terminated(new V1ContainerStateTerminated()
                                                .exitCode(137)
                                                .reason("Error")
                                                .startedAt(end.minusSeconds(9))
                                                .finishedAt(end))))));
        index.processEvents().present(killOf("uid-of-a", end.minusSeconds(1)));

        var process = index.find(ID).orElseThrow().pods().getFirst().pod().process();
        assertEquals(ProcessState.UNHEALTHY, ((ProcessState.Ended) process).reason());
    }

    @Test
    void failedChecksOfATaskAreThoseOfItsPod() {
        index.configMaps().present(record());
        index.pods().present(pod("a"));
        index.processEvents()
                .present(killOf("uid-of-a", OffsetDateTime.ofInstant(Samples.CREATED, ZoneOffset.UTC))
                        .message("Startup probe failed: bad\n"));

        index.pods().present(pod("a"));
        assertEquals(
                List.of("bad\n"),
                index.find(ID).orElseThrow().pods().getFirst().pod().failures().stream()
                        .map(f -> f.output())
                        .toList());
    }

    @Test
    void whatKeepsATaskFromStartingIsThatOfItsPod() {
        index.configMaps().present(record());
        index.pods().present(pod("a"));
        index.processEvents()
                .present(killOf("uid-of-a", OffsetDateTime.ofInstant(Samples.CREATED, ZoneOffset.UTC))
                        .involvedObject(new V1ObjectReference().uid("uid-of-a"))
                        .reason("FailedMount")
                        .message("no such server"));

        var process = index.find(ID).orElseThrow().pods().getFirst().pod().process();
        assertEquals(new ProcessState.Waiting("", "no such server"), process);
        index.pods().present(pod("a"));
        assertEquals(
                process, index.find(ID).orElseThrow().pods().getFirst().pod().process(), "as long as it waits");
    }

    private static CoreV1Event killOf(String uid, OffsetDateTime at) {
        return new CoreV1Event()
                .metadata(new V1ObjectMeta().name("e").uid("e"))
                .involvedObject(new V1ObjectReference().uid(uid).fieldPath("spec.containers{main}"))
                .message("Container main failed liveness probe")
                .lastTimestamp(at);
    }

    @Test
    void reportOnAPodWhoseEndWasMissedIsNobodys() {
        index.configMaps().present(record());
        index.pods().present(pod("a"));
        V1Pod next = pod("a");
        next.getMetadata().uid("another");
        index.pods().present(next);
        index.pods().removed(next);

        index.processEvents().present(killOf("uid-of-a", OffsetDateTime.ofInstant(Samples.CREATED, ZoneOffset.UTC)));

        assertEquals(List.of(), index.find(ID).orElseThrow().pods());
    }

    @Test
    void podWhoseServiceAskedForItsEndSaysSo() {
        index.configMaps().present(record());
        V1Pod asked = pod("a");
        asked.getSpec().activeDeadlineSeconds(1L);
        List.of(asked, pod("b")).forEach(index.pods()::present);

        assertEquals(
                Map.of("a", true, "b", false),
                index.find(ID).orElseThrow().pods().stream()
                        .collect(Collectors.toMap(p -> p.pod().name(), TaskPod::ending)));
    }

    @Test
    void podThatWasEndedByHandOrForConstraintsSaysSo() {
        index.configMaps().present(record());
        V1Pod killed = pod("a");
        killed.getMetadata().putAnnotationsItem(Keys.BY_HAND, "kill");
        V1Pod stopped = pod("b");
        stopped.getMetadata().putAnnotationsItem(Keys.BY_HAND, "stop");
        V1Pod misplaced = pod("d");
        misplaced.getMetadata().putAnnotationsItem(Keys.REJECTED, "constraints");
        List.of(killed, stopped, pod("c"), misplaced).forEach(index.pods()::present);

        assertEquals(
                Map.of("a", HandEnding.KILL, "b", HandEnding.STOP, "c", HandEnding.NONE, "d", HandEnding.MISPLACED),
                index.find(ID).orElseThrow().pods().stream()
                        .collect(Collectors.toMap(p -> p.pod().name(), TaskPod::byHand)));
    }

    @Test
    void podsOfNobodyThatWasKnownAreNoService() {
        index.pods().present(pod("a"));
        assertEquals(List.of(), index.leaving());
        assertEquals(List.of(), index.all());

        index.configMaps().present(record());
        assertEquals(
                List.of(1),
                index.all().stream().map(ObservedService::pods).map(List::size).toList());
    }
}
