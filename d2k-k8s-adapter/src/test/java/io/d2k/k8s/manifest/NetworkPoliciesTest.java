package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.network.Isolation;
import io.d2k.domain.network.Isolation.Segment;
import io.d2k.k8s.manifest.Policies.End;
import io.d2k.k8s.store.Samples;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkPoliciesTest {
    private static final String A = Samples.id("a1");
    private static final String B = Samples.id("b2");
    private static final String C = Samples.id("c3");
    private static final String D = Samples.id("d4");
    private static final String N = Samples.id("e5");

    /** a and b on front, b and c on the internal back, d on the default bridge with port 80 published, n on none. */
    private static final Policies POLICIES = new Policies(of(new Isolation.Apart(
                    new TreeMap<>(Map.of(
                            "1".repeat(64), new Segment("front", false, new TreeSet<>(Set.of(A, B))),
                            "2".repeat(64), new Segment("back", true, new TreeSet<>(Set.of(B, C))),
                            "3".repeat(64), new Segment("bridge", false, new TreeSet<>(Set.of(D))))),
                    new TreeMap<>(Map.of(D, new TreeSet<>(Set.of(new Port(80, Protocol.TCP)))))))
            .values());

    /** Where there is a name server of d2k's own. */
    private static SortedMap<String, V1NetworkPolicy> of(Isolation isolation) {
        return NetworkPolicies.of(isolation, List.of(53, 1053));
    }

    private static End end(String name) {
        return switch (name) {
            case "a" -> pod(A);
            case "b" -> pod(B);
            case "c" -> pod(C);
            case "d" -> pod(D);
            case "none" -> pod(N);
            case "foreign" -> new End(Map.of("app", "foreign"));
            default -> End.OUTSIDE;
        };
    }

    // the labels that pods of containers really have
    private static End pod(String id) {
        var plan = Samples.plan(id, "x", WorkloadKind.RUN_ONCE, Samples.pod(PodPlan.Restart.NEVER, "true"));
        return new End(ContainerObjects.template(id, plan.pod()).getMetadata().getLabels());
    }

    @ParameterizedTest
    @CsvSource({
        // members of a common network
        "a, b, TCP, 5432, true",
        "b, a, UDP, 9000, true",
        "b, c, TCP, 5432, true",
        "c, b, TCP, 5432, true",
        // no common network
        "a, c, TCP, 5432, false",
        "c, a, TCP, 5432, false",
        "a, d, TCP, 8080, false",
        "none, a, TCP, 80, false",
        "a, none, TCP, 80, false",
        // published ports, and those alone
        "outside, d, TCP, 80, true",
        "a, d, TCP, 80, true",
        "outside, d, TCP, 8080, false",
        "outside, d, UDP, 80, false",
        "outside, a, TCP, 80, false",
        "foreign, a, TCP, 80, false",
        "foreign, d, TCP, 80, true",
        // ways out
        "a, outside, TCP, 443, true",
        "d, outside, TCP, 443, true",
        "b, outside, TCP, 443, true",
        "c, outside, TCP, 443, false",
        "c, foreign, TCP, 80, false",
        "none, outside, TCP, 443, false",
        // names
        "a, outside, UDP, 53, true",
        "c, outside, UDP, 53, true",
        "c, outside, TCP, 53, true",
        "c, outside, UDP, 1053, true",
        "c, outside, TCP, 1053, true",
        "none, outside, UDP, 1053, false",
        "none, outside, UDP, 53, false",
        // what is not d2k's is left alone
        "foreign, outside, TCP, 443, true",
        "outside, foreign, TCP, 80, true"
    })
    void reaches(String from, String to, String protocol, int port, boolean expected) {
        assertEquals(expected, POLICIES.reaches(end(from), end(to), protocol, port));
    }

    @Test
    void onlySomeAreCutOff() {
        assertEquals(Map.of(), of(new Isolation.Unconnected(new TreeSet<>())));
        var some = new Policies(
                of(new Isolation.Unconnected(new TreeSet<>(Set.of(N)))).values());
        assertEquals(true, some.reaches(end("a"), end("b"), "TCP", 80));
        assertEquals(true, some.reaches(end("a"), End.OUTSIDE, "UDP", 53));
        assertEquals(false, some.reaches(end("none"), end("b"), "TCP", 80));
        assertEquals(false, some.reaches(end("none"), End.OUTSIDE, "UDP", 53));
        assertEquals(false, some.reaches(end("a"), end("none"), "TCP", 80));
    }

    @Test
    void withoutNetworksEverythingIsCutOff() {
        var base = new Policies(of(Isolation.Apart.NOBODY).values());
        assertEquals(false, base.reaches(end("a"), end("b"), "TCP", 80));
        assertEquals(false, base.reaches(end("a"), End.OUTSIDE, "UDP", 53));
    }
}
