package io.d2k.domain.service.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.Scheduling.Term;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.SwarmNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskNodeRuleTest {
    /** Zone a: n1, n2; zone b: n3; n4 takes no tasks. Busy names nodes, or their host names. */
    @ParameterizedTest
    @CsvSource({
        "'', 0, '', n1",
        "'', 0, 'n1', n2",
        "'', 0, 'n1 n2', n3",
        "'', 0, 'n1 n2 n3', n1",
        "a, 0, 'n1 n1 n2', n2",
        "b, 0, '', n3",
        "b, 1, 'n3', -",
        "b, 2, 'n3', n3",
        "c, 0, '', -"
    })
    void theOneWithTheFewestTasks(String zone, long perNode, String busy, String expected) {
        var chosen = TaskNodeRule.choose(scheduling(zone, perNode), nodes(), List.of(busy.split(" ")));

        assertEquals(expected, chosen.map(SwarmNode::name).orElse("-"));
    }

    @ParameterizedTest
    @CsvSource({
        "zone, 'n3', n1",
        "zone, 'n1 n2 n3', n3",
        "zone, 'n1 n2 n3 n3', n1",
        "zone, 'n1 n1 n3 n3 n3', n2",
        "zone name, 'n1 n1 n3 n3 n3', n2",
        "name, 'n1 n2 n2', n3"
    })
    void whereTheyAreSpreadInThePartWithTheFewest(String spreads, String busy, String expected) {
        var scheduling = new Scheduling(List.of(), List.of(spreads.split(" ")), 5);

        var chosen = TaskNodeRule.choose(scheduling, nodes(), List.of(busy.split(" ")));

        assertEquals(expected, chosen.orElseThrow().name());
    }

    @ParameterizedTest
    @CsvSource({
        "c, 0, '', 'scheduling constraints not satisfied on 3 nodes; 1 node not available for new tasks'",
        "b, 1, 'n3', 'scheduling constraints not satisfied on 2 nodes; 1 node not available for new tasks; max"
                + " replicas per node limit exceed'",
    })
    void whyNoneMayTakeATask(String zone, long perNode, String busy, String expected) {
        assertEquals(
                "no suitable node (" + expected + ")",
                TaskNodeRule.unfit(scheduling(zone, perNode), nodes(), List.of(busy.split(" "))));
    }

    @Test
    void driverThatNoneHas() {
        assertEquals(
                "no suitable node (missing plugin on 3 nodes; 1 node not available for new tasks)",
                TaskNodeRule.pluginless(nodes()));
        assertEquals("missing plugin on 1 node", TaskNodeRule.pluginless());
    }

    @Test
    void withoutAnyNodeThereIsNothingToTell() {
        assertEquals("no suitable node", TaskNodeRule.unfit(Scheduling.ANYWHERE, List.of(), List.of()));
    }

    private static Scheduling scheduling(String zone, long perNode) {
        List<Term> terms = zone.isEmpty() ? List.of() : List.of(new Term("zone", true, List.of(zone)));
        return new Scheduling(terms, List.of(), perNode);
    }

    private static List<SwarmNode> nodes() {
        var nodes = new FakeSwarm().nodes;
        for (String name : List.of("n4", "n3", "n2", "n1")) {
            nodes.add(name, false, Map.of("zone", name.compareTo("n3") < 0 ? "a" : "b", "name", name));
        }
        SwarmNode paused = nodes.list().stream()
                .filter(n -> n.name().equals("n4"))
                .findFirst()
                .orElseThrow();
        nodes.update(paused, n -> new NodeSettings("", Map.of(), NodeAvailability.PAUSE), Instant.EPOCH);
        return nodes.list();
    }
}
