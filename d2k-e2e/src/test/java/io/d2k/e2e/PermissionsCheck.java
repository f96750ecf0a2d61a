package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.InstalledRules;
import io.d2k.e2e.fixture.KubernetesRequests;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * After all other tests: {@code deploy/} permits nothing that none of them needed. That it permits enough, each of them
 * shows, since their servers run with its rules.
 */
class PermissionsCheck {
    private static final String WEB_SOCKET = "what newer API servers take a web socket for";

    /** What this cluster, or these tests, have no use for. */
    private static final Map<String, String> UNUSED_HERE = Map.ofEntries(
            Map.entry("create /pods/attach", WEB_SOCKET),
            Map.entry("create /pods/exec", WEB_SOCKET),
            Map.entry("create /pods/portforward", WEB_SOCKET),
            Map.entry("create /pods/eviction", "a drain would take the pods of the other tests"),
            Map.entry("create apps/replicasets", "since Kubernetes 1.22"),
            Map.entry("delete /endpoints", "names of a d2k that was killed in between"),
            Map.entry("patch /pods/resize", "since Kubernetes 1.33"),
            Map.entry("patch /secrets", "labels of a secret, which no command line changes"),
            Map.entry("patch /services", "the Service of an earlier run that is still there"),
            Map.entry("update /secrets", "credentials that change"),
            Map.entry("update apps/daemonsets", "a global service that is changed"));

    @Test
    void nothingIsPermittedThatNothingNeeds() {
        Assumptions.assumeTrue(System.getProperty("d2k.selected", "").isEmpty(), "only after all other tests");
        Cluster.assumeLocal();
        Set<String> permitted = InstalledRules.with(Set.of("swarm", "replicas")).permissions();
        assertTrue(permitted.containsAll(UNUSED_HERE.keySet()), "what is excused is permitted");
        Set<String> idle = new TreeSet<>(permitted);
        idle.removeAll(KubernetesRequests.noted());
        idle.removeAll(UNUSED_HERE.keySet());
        idle.removeIf(p -> ofContention(p, permitted));
        assertEquals(Set.of(), idle, "rules that nothing needs");
    }

    /** What is written is looked at anew when two write at a time, or an answer was lost: not in every run. */
    private static boolean ofContention(String permission, Set<String> permitted) {
        String resource = permission.substring(permission.indexOf(' '));
        return permission.startsWith("get ")
                && Set.of("create", "update", "patch").stream().anyMatch(verb -> permitted.contains(verb + resource));
    }
}
