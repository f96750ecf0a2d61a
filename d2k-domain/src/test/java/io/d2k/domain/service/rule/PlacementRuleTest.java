package io.d2k.domain.service.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Warnings;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.Scheduling.Term;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeRoles;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.SwarmMeta;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.system.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementRuleTest {
    private static final String HOST = "kubernetes.io/hostname";
    private static final NodeRoles NODES =
            NodeRoles.of(List.of(node("id1", "one", true), node("id2", "two", false)), Optional.empty());

    private static SwarmNode node(String id, String name, boolean manager) {
        return node(id, name, manager, Map.of(HOST, name + "-host"));
    }

    private static SwarmNode node(String id, String name, boolean manager, Map<String, String> labels) {
        var machine = new Node(name, "", "", "amd64", "", "", 1, 1, true, labels, "10.0.0." + id.charAt(2));
        return new SwarmNode(
                new SwarmMeta(id, 1, Instant.EPOCH, Instant.EPOCH),
                machine,
                manager,
                new NodeSettings("", Map.of(), NodeAvailability.ACTIVE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            node.role==manager; kubernetes.io/hostname; true; one-host
            node.role != manager; kubernetes.io/hostname; false; one-host
            node.role == worker; kubernetes.io/hostname; true; two-host
            node.hostname==TWO; kubernetes.io/hostname; true; two-host
            node.hostname==Three; kubernetes.io/hostname; true; three
            node.id==id1; kubernetes.io/hostname; true; one-host
            node.ip==10.0.0.2; kubernetes.io/hostname; true; two-host
            node.ip != 10.0.0.2/31; kubernetes.io/hostname; false; two-host
            node.ip!=x; kubernetes.io/hostname; true; none
            node.labels.zone==b c; kubernetes.io/hostname; true; none
            node.labels.-a==b; kubernetes.io/hostname; true; none
            node.hostname==b c; kubernetes.io/hostname; true; none
            node.labels.zone == b; zone; true; b
            node.labels.zone!=b; zone; false; b
            engine.labels.disk==ssd; disk; true; ssd
            node.platform.os==linux; kubernetes.io/os; true; linux
            node.platform.arch==x86_64; kubernetes.io/arch; true; amd64
            node.color==red; kubernetes.io/hostname; true; none
            """)
    void constraintIsAConditionOnALabel(String constraint, String label, boolean in, String value) {
        var placement = new Placement(List.of(constraint), List.of(), 0, List.of());

        Scheduling scheduling = PlacementRule.translate(placement, NODES, new Warnings());

        assertEquals(List.of(new Term(label, in, List.of(value))), scheduling.terms());
    }

    @ParameterizedTest
    @CsvSource({"node.labels.zone!=b c", "engine.labels.a-!=d", "node.platform.os!=win dows", "node.ip!=10.0.1.0/24"})
    void whatNoNodeCanHaveSetsNoneApart(String constraint) {
        var placement = new Placement(List.of(constraint), List.of(), 0, List.of());

        assertEquals(
                List.of(),
                PlacementRule.translate(placement, NODES, new Warnings()).terms());
    }

    @Test
    void capitalsOfAValueMakeNoDifference() {
        NodeRoles roles = NodeRoles.of(
                List.of(
                        node("id1", "one", true, Map.of("zone", "East")),
                        node("id2", "two", false, Map.of("zone", "west"))),
                Optional.empty());
        var placement = new Placement(List.of("node.labels.zone==east"), List.of(), 0, List.of());

        assertEquals(
                List.of(new Term("zone", true, List.of("east", "East"))),
                PlacementRule.translate(placement, roles, new Warnings()).terms());
    }

    @ParameterizedTest
    @CsvSource({"==manager, true", "!=manager, false", "==worker, false", "!=worker, true"})
    void roleIsTheLabelOfTheControlPlaneWhereThatTellsManagers(String comparison, boolean in) {
        String label = "node-role.kubernetes.io/control-plane";
        NodeRoles roles = NodeRoles.of(
                List.of(node("id1", "one", true, Map.of(label, "")), node("id2", "two", false, Map.of())),
                Optional.of("one"));
        var placement = new Placement(List.of("node.role" + comparison), List.of(), 0, List.of());

        Scheduling scheduling = PlacementRule.translate(placement, roles, new Warnings());

        assertEquals(List.of(new Term(label, in, List.of())), scheduling.terms());
        assertEquals(in, scheduling.allows(Map.of(label, "")));
        assertEquals(!in, scheduling.allows(Map.of("zone", "a")));
    }

    /** A dry run knows no nodes; what it prints is to find managers all the same. */
    @Test
    void roleIsTheLabelOfTheControlPlaneWhereNoNodeCanBeSeen() {
        var placement = new Placement(List.of("node.role==manager"), List.of(), 0, List.of());
        NodeRoles nobody = NodeRoles.of(List.of(), Optional.empty());

        assertEquals(
                List.of(new Term("node-role.kubernetes.io/control-plane", true, List.of())),
                PlacementRule.translate(placement, nobody, new Warnings()).terms());
    }

    @Test
    void namesOfNodesAreAskedForOnce() {
        var scheduling = new Scheduling(
                List.of(new Term(Scheduling.HOSTNAME, true, List.of("a")), new Term("zone", true, List.of("b"))),
                List.of(),
                0);

        assertTrue(scheduling.keeps(Map.of(Scheduling.HOSTNAME, "other", "zone", "b")));
        assertEquals(false, scheduling.keeps(Map.of(Scheduling.HOSTNAME, "a", "zone", "c")));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 1"})
    void limitThatNeedsTheNodesToBeSeen(long most, int warned) {
        var hidden = NodeRoles.of(List.of(node("id1", "one", false, Map.of())), Optional.empty());
        Warnings warnings = new Warnings();

        PlacementRule.translate(new Placement(List.of(), List.of(), most, List.of()), hidden, warnings);

        assertEquals(warned, warnings.list().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            foo; constraint expected one operator from ==, !=
            1bad==x; key '1bad' is invalid
            node.role==; value '' is invalid
            """)
    void whatIsNoConstraintIsRefused(String constraint, String words) {
        var placement = new Placement(List.of(constraint), List.of(), 0, List.of());

        var refusal = assertThrows(EngineException.class, () -> PlacementRule.check(placement));

        assertEquals("rpc error: code = Unknown desc = " + words, refusal.getMessage());
    }

    @Test
    void platformsOfAttestationsDoNotCount() {
        var placement = new Placement(
                List.of(),
                List.of("node.labels.zone", "node.color"),
                2,
                List.of(new Placement.Platform("linux", "aarch64"), new Placement.Platform("unknown", "unknown")));
        Warnings warnings = new Warnings();

        Scheduling scheduling = PlacementRule.translate(placement, NODES, warnings);

        assertEquals(
                List.of(
                        new Term("kubernetes.io/os", true, List.of("linux")),
                        new Term("kubernetes.io/arch", true, List.of("arm64"))),
                scheduling.terms());
        assertEquals(List.of("zone"), scheduling.spreads());
        assertEquals(
                List.of("Tasks are not spread over node.color, which Kubernetes does not know of nodes."),
                warnings.list());
        assertTrue(scheduling.allows(Map.of("kubernetes.io/os", "linux", "kubernetes.io/arch", "arm64")));
        assertEquals(false, scheduling.allows(Map.of("kubernetes.io/os", "linux")));
    }
}
