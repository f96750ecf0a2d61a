package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.swarm.SwarmMeta;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.swarm.SwarmView;
import java.time.Duration;
import java.util.Optional;

/** Writes the swarm as a whole. */
public final class SwarmEncoder {
    private SwarmEncoder() {}

    /**
     * What {@code GET /swarm} answers. There are no tokens to join with, since nodes join the Kubernetes cluster, and no
     * certificate authority of its own.
     */
    public static ObjectNode swarm(SwarmView view) {
        ObjectNode out = cluster(view);
        out.putObject("JoinTokens").put("Worker", "").put("Manager", "");
        return out;
    }

    /** What {@code GET /swarm/unlockkey} answers where nothing is locked. */
    public static ObjectNode unlockKey() {
        return DockerJson.object().put("UnlockKey", "");
    }

    /**
     * What {@code GET /info} says of the swarm.
     *
     * @param view nothing outside of swarm mode
     */
    static ObjectNode info(Optional<SwarmView> view) {
        Optional<SwarmNode> self = view.flatMap(v -> v.roles().leader());
        ObjectNode out = DockerJson.object()
                .put("NodeID", self.map(SwarmNode::id).orElse(""))
                .put("NodeAddr", self.map(n -> n.node().address()).orElse(""))
                .put("LocalNodeState", view.isPresent() ? "active" : "inactive")
                .put("ControlAvailable", view.isPresent())
                .put("Error", "");
        if (view.isEmpty()) {
            return out.putNull("RemoteManagers");
        }
        ArrayNode managers = out.putArray("RemoteManagers");
        view.get()
                .managers()
                .forEach(m -> managers.addObject()
                        .put("NodeID", m.id())
                        .put("Addr", m.node().address()));
        out.put("Nodes", view.get().roles().nodes().size())
                .put("Managers", view.get().managers().size());
        out.set("Cluster", cluster(view.get()));
        return out;
    }

    /** Writes what all swarm objects begin with. */
    static ObjectNode meta(SwarmMeta meta) {
        ObjectNode out = DockerJson.object().put("ID", meta.id());
        out.putObject("Version").put("Index", meta.version());
        return out.put("CreatedAt", GoTime.nanos(meta.created())).put("UpdatedAt", GoTime.nanos(meta.updated()));
    }

    private static ObjectNode cluster(SwarmView view) {
        ObjectNode out = meta(view.cluster());
        out.set("Spec", spec());
        out.putObject("TLSInfo");
        return out.put("RootRotationInProgress", false);
    }

    /** The spec of a new swarm, which is never changed. */
    private static ObjectNode spec() {
        ObjectNode spec = DockerJson.object().put("Name", "default");
        spec.putObject("Labels");
        spec.putObject("Orchestration").put("TaskHistoryRetentionLimit", 5);
        spec.putObject("Raft")
                .put("SnapshotInterval", 10_000)
                .put("KeepOldSnapshots", 0)
                .put("LogEntriesForSlowFollowers", 500)
                .put("ElectionTick", 10)
                .put("HeartbeatTick", 1);
        spec.putObject("Dispatcher")
                .put("HeartbeatPeriod", Duration.ofSeconds(5).toNanos());
        spec.putObject("CAConfig").put("NodeCertExpiry", Duration.ofDays(90).toNanos());
        spec.putObject("TaskDefaults");
        spec.putObject("EncryptionConfig").put("AutoLockManagers", false);
        return spec;
    }
}
