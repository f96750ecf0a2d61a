package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    private static final String NOT_SELECTED = "${it.test}";

    /** What this cluster, or these tests, have no use for. */
    private static final Map<String, String> UNUSED_HERE = Map.of();

    @Test
    void nothingIsPermittedThatNothingNeeds() {
        Assumptions.assumeTrue(
                System.getProperty("d2k.selected", NOT_SELECTED).equals(NOT_SELECTED), "only after all other tests");
        Cluster.assumeLocal();
        Set<String> idle =
                new TreeSet<>(InstalledRules.with(Set.of("swarm", "replicas")).permissions());
        idle.removeAll(KubernetesRequests.noted());
        idle.removeAll(UNUSED_HERE.keySet());
        assertEquals(Set.of(), idle, "rules that nothing needs");
    }
}
