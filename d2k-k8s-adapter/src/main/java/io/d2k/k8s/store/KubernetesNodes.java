package io.d2k.k8s.store;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.NodeStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.SwarmId;
import io.d2k.domain.swarm.SwarmMeta;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.system.Node;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The nodes of the cluster as members of a swarm. */
public final class KubernetesNodes implements NodeStore {
    private final CachedResource<V1Node> nodes;
    private final CachedResource<V1Pod> pods;
    private final NodeIndex index;
    private final Readiness readiness;

    /** Makes the store; the index is fed by the same cache. */
    public KubernetesNodes(
            CachedResource<V1Node> nodes, CachedResource<V1Pod> pods, NodeIndex index, Readiness readiness) {
        this.nodes = nodes;
        this.pods = pods;
        this.index = index;
        this.readiness = readiness;
    }

    @Override
    public List<SwarmNode> list() {
        readiness.require();
        List<SwarmNode> seen = index.all();
        return seen.isEmpty() ? hosts() : seen;
    }

    @Override
    public Subscription subscribe(Runnable listener) {
        return index.subscribe(listener);
    }

    /** Nodes that may not be seen are known by the pods on them. */
    private List<SwarmNode> hosts() {
        return pods.all().stream()
                .map(KubernetesNodes::nodeName)
                .flatMap(Optional::stream)
                .distinct()
                .map(name -> new SwarmNode(
                        new SwarmMeta(SwarmId.of("node " + name), SwarmMeta.FIRST, Instant.EPOCH, Instant.EPOCH),
                        new Node(name, "", "", "", "", "", 0, 0, true, Map.of(), ""),
                        false,
                        new NodeSettings("", Map.of(), NodeAvailability.ACTIVE)))
                .toList();
    }

    @Override
    public SwarmNode update(SwarmNode node, Function<SwarmNode, NodeSettings> settings, Instant now) {
        readiness.require();
        try {
            return Contention.settle(
                    () -> {
                        V1Node newest = nodes.get(node.name())
                                .orElseThrow(() -> EngineException.notFound("node " + node.name() + " cannot be seen"));
                        SwarmNode before = NodeIndex.member(newest);
                        JsonObject patch = patch(newest.getMetadata(), before, settings.apply(before), now);
                        return NodeIndex.member(Contention.write(() -> nodes.patch(node.name(), patch)));
                    },
                    () -> nodes.refresh(node.name()));
        } catch (EngineException e) {
            throw forbidden("changing node " + node.name() + " is not allowed: d2k may not patch nodes", e);
        }
    }

    @Override
    public void evict(SwarmNode node) {
        readiness.require();
        List<String> kept = new ArrayList<>();
        for (V1Pod pod : pods.all()) {
            V1ObjectMeta metadata = pod.getMetadata();
            boolean task = Keys.is(metadata, Keys.KIND_TASK) && metadata.getDeletionTimestamp() == null;
            if (task && nodeName(pod).equals(Optional.of(node.name())) && !evicted(node, pod)) {
                kept.add(metadata.getName());
            }
        }
        if (!kept.isEmpty()) {
            throw EngineException.conflict(
                    "node " + node.name() + " takes no more tasks, but disruption budgets keep some"
                            + " of it for now: " + String.join(", ", kept));
        }
    }

    private boolean evicted(SwarmNode node, V1Pod pod) {
        try {
            pods.evict(pod);
            return true;
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.UNAVAILABLE) {
                return false;
            }
            throw forbidden("node " + node.name() + " takes no more tasks, but d2k may not evict those it has", e);
        }
    }

    /** A refusal by the domain's rules stays as it is; only one by Kubernetes has a cause. */
    private static EngineException forbidden(String words, EngineException failure) {
        return failure.kind() == ErrorKind.FORBIDDEN && failure.getCause() != null
                ? new EngineException(ErrorKind.FORBIDDEN, words + ": " + failure.getMessage(), failure)
                : failure;
    }

    private static JsonObject patch(V1ObjectMeta newest, SwarmNode before, NodeSettings after, Instant now) {
        JsonObject labels = new JsonObject();
        Set<String> gone = new HashSet<>(before.settings().labels().keySet());
        gone.removeAll(after.labels().keySet());
        gone.forEach(key -> labels.add(key, JsonNull.INSTANCE));
        after.labels().forEach(labels::addProperty);
        boolean active = after.availability() == NodeAvailability.ACTIVE;
        put(labels, Keys.AVAILABILITY, active ? "" : after.availability().word());
        JsonObject annotations = new JsonObject();
        SwarmMetas.next(newest, now).forEach(annotations::addProperty);
        annotations.addProperty(
                Keys.NODE_LABELS, NodeLabelKeys.text(after.labels().keySet()));
        put(annotations, Keys.NAME, after.name());
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", newest.getResourceVersion());
        metadata.add("labels", labels);
        metadata.add("annotations", annotations);
        JsonObject patch = new JsonObject();
        patch.add("metadata", metadata);
        if (active != (before.settings().availability() == NodeAvailability.ACTIVE)) {
            JsonObject spec = new JsonObject();
            spec.addProperty("unschedulable", !active);
            patch.add("spec", spec);
        }
        return patch;
    }

    private static void put(JsonObject object, String key, String value) {
        if (value.isEmpty()) {
            object.add(key, JsonNull.INSTANCE);
        } else {
            object.addProperty(key, value);
        }
    }

    private static Optional<String> nodeName(V1Pod pod) {
        return Optional.ofNullable(pod.getSpec())
                .map(spec -> Objects.requireNonNullElse(spec.getNodeName(), ""))
                .filter(name -> !name.isEmpty());
    }
}
