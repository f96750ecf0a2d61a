package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.service.ObservedService;
import io.d2k.domain.swarm.SwarmId;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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
                        .annotations(Map.of(Keys.ID, ID, Keys.REVISION, "1")))
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
