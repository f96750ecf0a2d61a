package io.d2k.k8s.manifest;

import io.kubernetes.client.openapi.models.V1Affinity;
import io.kubernetes.client.openapi.models.V1NodeAffinity;
import io.kubernetes.client.openapi.models.V1NodeSelector;
import io.kubernetes.client.openapi.models.V1NodeSelectorRequirement;
import io.kubernetes.client.openapi.models.V1NodeSelectorTerm;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pods that are made for one node. They name it as those of DaemonSets do, by a field of the node and not by a label, which
 * need not be its name.
 */
public final class NodeBinding {
    private static final String FIELD = "metadata.name";

    private NodeBinding() {}

    /** Makes a pod one for that node, besides what else it asks of nodes. */
    public static void bind(V1PodSpec spec, String node) {
        require(spec, "In", node);
    }

    /** Makes a pod one for other nodes than that, besides what else it asks of nodes. */
    public static void exclude(V1PodSpec spec, String node) {
        require(spec, "NotIn", node);
    }

    private static void require(V1PodSpec spec, String operator, String node) {
        V1Affinity affinity = Optional.ofNullable(spec.getAffinity()).orElseGet(V1Affinity::new);
        V1NodeAffinity nodes = Optional.ofNullable(affinity.getNodeAffinity()).orElseGet(V1NodeAffinity::new);
        V1NodeSelector required = Optional.ofNullable(nodes.getRequiredDuringSchedulingIgnoredDuringExecution())
                .orElseGet(() -> new V1NodeSelector().addNodeSelectorTermsItem(new V1NodeSelectorTerm()));
        var requirement =
                new V1NodeSelectorRequirement().key(FIELD).operator(operator).addValuesItem(node);
        // one term is enough for a node to be taken
        required.getNodeSelectorTerms().forEach(t -> {
            if (t.getMatchFields() == null || !t.getMatchFields().contains(requirement)) {
                t.addMatchFieldsItem(requirement);
            }
        });
        spec.affinity(affinity.nodeAffinity(nodes.requiredDuringSchedulingIgnoredDuringExecution(required)));
    }

    /** Returns the name of the one node that a pod was made for; empty where the cluster chooses. */
    public static String node(V1Pod pod) {
        List<String> names = Optional.ofNullable(pod.getSpec())
                .map(V1PodSpec::getAffinity)
                .map(V1Affinity::getNodeAffinity)
                .map(V1NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                .map(V1NodeSelector::getNodeSelectorTerms)
                .stream()
                .flatMap(List::stream)
                .flatMap(t -> Stream.ofNullable(t.getMatchFields()).flatMap(List::stream))
                .filter(r -> FIELD.equals(r.getKey()) && "In".equals(r.getOperator()))
                .flatMap(r -> Stream.ofNullable(r.getValues()).flatMap(List::stream))
                .distinct()
                .toList();
        return names.size() == 1 ? names.getFirst() : "";
    }
}
