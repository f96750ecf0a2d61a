package io.d2k.k8s.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterDnsTest {
    @Test
    void thePodsResolverNamesDomainAndServers() {
        assertEquals(
                Optional.of(new ClusterDns("corp.example", Optional.of(List.of("10.96.0.10", "fd00::a")))),
                ClusterDns.read(List.of(
                        "nameserver 10.96.0.10",
                        " nameserver\tfd00::a",
                        "search apps.svc.corp.example svc.corp.example corp.example",
                        "options ndots:5")));
        assertEquals(Optional.empty(), ClusterDns.read(List.of("nameserver 1.1.1.1", "search home.example")));
        assertEquals(Optional.empty(), ClusterDns.read(List.of()));
    }

    @Test
    void whatIsConfiguredWins() {
        ClusterDns found = new ClusterDns("found.example", Optional.of(List.of("10.96.0.10")));
        assertEquals(found, found.with(Optional.empty(), Optional.empty()));
        assertEquals(
                new ClusterDns("set.example", Optional.of(List.of())),
                found.with(Optional.of("set.example"), Optional.of(List.of())));
    }
}
