package io.d2k.k8s.cluster;

import io.d2k.domain.port.out.NodeStore;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.store.SwarmMetas;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The nodes of the cluster as members of a swarm. */
final class KubernetesNodes implements NodeStore {
    private static final Set<String> CONTROL_PLANE =
            Set.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

    private final CachedResource<V1Node> nodes;
    private final Readiness readiness;

    KubernetesNodes(CachedResource<V1Node> nodes, Readiness readiness) {
        this.nodes = nodes;
        this.readiness = readiness;
    }

    @Override
    public List<SwarmNode> list() {
        readiness.require();
        return nodes.all().stream().map(KubernetesNodes::member).toList();
    }

    private static SwarmNode member(V1Node node) {
        V1ObjectMeta metadata = node.getMetadata();
        Map<String, String> labels = metadata.getLabels() == null ? Map.of() : metadata.getLabels();
        return new SwarmNode(
                SwarmMetas.of(metadata),
                Nodes.of(node),
                CONTROL_PLANE.stream().anyMatch(labels::containsKey),
                availability(node),
                given(metadata, labels));
    }

    /** A node that an operator has cordoned takes nothing new and keeps what it has, which Docker calls a pause. */
    private static NodeAvailability availability(V1Node node) {
        if (node.getSpec() == null || !Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            return NodeAvailability.ACTIVE;
        }
        boolean drained =
                Keys.label(node.getMetadata(), Keys.AVAILABILITY).equals(Optional.of(NodeAvailability.DRAIN.word()));
        return drained ? NodeAvailability.DRAIN : NodeAvailability.PAUSE;
    }

    private static Map<String, String> given(V1ObjectMeta metadata, Map<String, String> labels) {
        Map<String, String> given = new TreeMap<>(labels);
        given.keySet().retainAll(NodeLabelKeys.of(metadata));
        return given;
    }
}
