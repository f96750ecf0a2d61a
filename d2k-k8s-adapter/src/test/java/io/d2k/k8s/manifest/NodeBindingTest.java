package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubernetes.client.openapi.models.V1Affinity;
import io.kubernetes.client.openapi.models.V1NodeAffinity;
import io.kubernetes.client.openapi.models.V1NodeSelector;
import io.kubernetes.client.openapi.models.V1NodeSelectorRequirement;
import io.kubernetes.client.openapi.models.V1NodeSelectorTerm;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeBindingTest {
    private static V1NodeSelectorTerm field(String operator, String... names) {
        return new V1NodeSelectorTerm()
                .addMatchFieldsItem(new V1NodeSelectorRequirement()
                        .key("metadata.name")
                        .operator(operator)
                        .values(List.of(names)));
    }

    private static V1PodSpec wanting(V1NodeSelectorTerm... terms) {
        var required = new V1NodeSelector().nodeSelectorTerms(List.of(terms));
        return new V1PodSpec()
                .affinity(new V1Affinity()
                        .nodeAffinity(new V1NodeAffinity().requiredDuringSchedulingIgnoredDuringExecution(required)));
    }

    private static String node(V1PodSpec spec) {
        return NodeBinding.node(new V1Pod().spec(spec));
    }

    @Test
    void boundPodTellsItsNode() {
        V1PodSpec bare = new V1PodSpec();
        NodeBinding.bind(bare, "n1");

        assertEquals("n1", node(bare));
        assertEquals("", node(new V1PodSpec()));
        assertEquals("", NodeBinding.node(new V1Pod()));
    }

    @Test
    void whatElseIsAskedOfNodesStays() {
        var linux = new V1NodeSelectorRequirement()
                .key("kubernetes.io/os")
                .operator("In")
                .addValuesItem("linux");
        V1PodSpec spec = wanting(new V1NodeSelectorTerm().addMatchExpressionsItem(linux));
        NodeBinding.bind(spec, "n1");

        assertEquals("n1", node(spec));
        assertEquals(
                List.of(linux),
                spec.getAffinity()
                        .getNodeAffinity()
                        .getRequiredDuringSchedulingIgnoredDuringExecution()
                        .getNodeSelectorTerms()
                        .getFirst()
                        .getMatchExpressions());
    }

    @Test
    void nodeIsExcludedOnce() {
        V1PodSpec spec = new V1PodSpec();
        NodeBinding.exclude(spec, "n1");
        NodeBinding.exclude(spec, "n1");

        assertEquals(wanting(field("NotIn", "n1")), spec);
        assertEquals("", node(spec));
    }

    @Test
    void thoseThatMayRunOnSeveralAreBoundToNone() {
        assertEquals("n1", node(wanting(field("In", "n1"))), "as DaemonSets do");
        assertEquals("", node(wanting(field("In", "n1", "n2"))));
        assertEquals("", node(wanting(field("In", "n1"), field("In", "n2"))));
        assertEquals("", node(wanting(field("NotIn", "n1"))));
    }
}
