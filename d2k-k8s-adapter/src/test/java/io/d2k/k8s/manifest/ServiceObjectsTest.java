package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubernetes.client.openapi.models.V1EndpointAddress;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServiceObjectsTest {
    /** Kubernetes makes EndpointSlices of them, with one host name for each pair of address and UID referred to. */
    @Test
    void noTwoNamesOfAnAddressReferToTheSame() {
        List<V1EndpointAddress> addresses = ServiceObjects.names(
                        new V1ObjectMeta().name("names"),
                        Map.of(
                                "db",
                                Set.of("10.0.0.1", "10.0.0.2"),
                                "alias",
                                Set.of("10.0.0.1"),
                                "0123",
                                Set.of("10.0.0.1")))
                .getSubsets()
                .getFirst()
                .getAddresses();

        assertEquals(
                List.of("10.0.0.1 0123", "10.0.0.1 alias", "10.0.0.1 db", "10.0.0.2 db"),
                addresses.stream().map(a -> a.getIp() + " " + a.getHostname()).toList());
        Set<String> kept = addresses.stream()
                .map(a -> a.getIp() + " " + a.getTargetRef().getUid())
                .collect(Collectors.toSet());
        assertEquals(addresses.size(), kept.size());
    }
}
