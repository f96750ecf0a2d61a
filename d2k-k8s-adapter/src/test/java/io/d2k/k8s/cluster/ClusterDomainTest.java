package io.d2k.k8s.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterDomainTest {
    @Test
    void thePodsResolverNamesTheDomain() {
        assertEquals(
                Optional.of("corp.example"),
                ClusterDomain.read(List.of(
                        "nameserver 10.96.0.10",
                        "search apps.svc.corp.example svc.corp.example corp.example",
                        "options ndots:5")));
        assertEquals(Optional.empty(), ClusterDomain.read(List.of("nameserver 1.1.1.1", "search home.example")));
        assertEquals(Optional.empty(), ClusterDomain.read(List.of()));
    }
}
