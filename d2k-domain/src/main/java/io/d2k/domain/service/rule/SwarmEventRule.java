package io.d2k.domain.service.rule;

import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.UpdateStatus;
import io.d2k.domain.swarm.NodeView;
import java.util.Map;
import java.util.TreeMap;

/** What the events of a swarm's manager tell of a change (moby {@code daemon/events.go}). */
public final class SwarmEventRule {
    private SwarmEventRule() {}

    /** Returns whether a service has changed in the eyes of a swarm, whose tasks are objects of their own. */
    public static boolean differ(ServiceRecord before, ServiceRecord after) {
        return before.version() != after.version() || !state(before).equals(state(after));
    }

    /** Returns the attributes of a service's update. */
    public static Map<String, String> changes(ServiceRecord before, ServiceRecord after) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("name", after.name());
        pair(
                attributes,
                "image",
                before.spec().task().container().image(),
                after.spec().task().container().image());
        if (before.spec().mode() instanceof ServiceMode.Replicated b
                && after.spec().mode() instanceof ServiceMode.Replicated a) {
            pair(attributes, "replicas", Long.toString(b.replicas()), Long.toString(a.replicas()));
        }
        pair(attributes, "updatestate", state(before), state(after));
        return attributes;
    }

    /** Returns the attributes of a node's update. */
    public static Map<String, String> changes(NodeView before, NodeView after) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("name", name(after));
        pair(
                attributes,
                "availability",
                before.node().settings().availability().word(),
                after.node().settings().availability().word());
        pair(attributes, "role", before.role(), after.role());
        pair(attributes, "state", state(before), state(after));
        if (before.manager() && after.manager()) {
            pair(attributes, "leader", Boolean.toString(before.leader()), Boolean.toString(after.leader()));
        }
        return attributes;
    }

    /** Returns what the events call a node. */
    public static String name(NodeView node) {
        String given = node.node().settings().name();
        return given.isEmpty() ? node.node().name() : given;
    }

    private static void pair(Map<String, String> attributes, String key, String before, String after) {
        if (!before.equals(after) && !after.isEmpty()) {
            if (!before.isEmpty()) {
                attributes.put(key + ".old", before);
            }
            attributes.put(key + ".new", after);
        }
    }

    private static String state(ServiceRecord record) {
        return record.status()
                .map(UpdateStatus::state)
                .map(UpdateStatus.State::word)
                .orElse("");
    }

    private static String state(NodeView node) {
        return node.node().node().ready() ? "ready" : "down";
    }
}
