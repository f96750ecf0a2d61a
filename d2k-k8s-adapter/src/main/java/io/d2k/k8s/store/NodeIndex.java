package io.d2k.k8s.store;

import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.k8s.cache.ChangeFeed;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The nodes as members of a swarm. Heartbeats of a kubelet change nothing that is told of here. */
public final class NodeIndex implements ObjectStore.Listener<V1Node>, AutoCloseable {
    private static final Set<String> CONTROL_PLANE =
            Set.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

    private final ConcurrentMap<String, SwarmNode> members = new ConcurrentHashMap<>();
    private final ChangeFeed<String> feed = new ChangeFeed<>("nodes");

    @Override
    public void present(V1Node node) {
        SwarmNode now = member(node);
        if (!now.equals(members.put(now.name(), now))) {
            feed.publish(now.name());
        }
    }

    @Override
    public void removed(V1Node node) {
        String name = node.getMetadata().getName();
        if (members.remove(name) != null) {
            feed.publish(name);
        }
    }

    List<SwarmNode> all() {
        return List.copyOf(members.values());
    }

    Subscription subscribe(Runnable listener) {
        return feed.subscribe(name -> listener.run());
    }

    @Override
    public void close() {
        feed.close();
    }

    static SwarmNode member(V1Node node) {
        V1ObjectMeta metadata = node.getMetadata();
        Map<String, String> labels = metadata.getLabels() == null ? Map.of() : metadata.getLabels();
        Map<String, String> given = new TreeMap<>(labels);
        given.keySet().retainAll(NodeLabelKeys.of(metadata));
        return new SwarmNode(
                SwarmMetas.of(metadata),
                Nodes.of(node),
                CONTROL_PLANE.stream().anyMatch(labels::containsKey),
                new NodeSettings(Keys.annotation(metadata, Keys.NAME).orElse(""), given, availability(node)));
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
}
