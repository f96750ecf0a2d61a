package io.d2k.domain.service.rule;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.service.EndpointSpec;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.UpdateStatus;
import io.d2k.domain.swarm.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the events of a swarm's manager tell of a change (moby {@code daemon/events.go}). */
public final class SwarmEventRule {
    private SwarmEventRule() {}

    /**
     * Returns the attributes of the updates that follow on the creation of a service: a swarm gives it its addresses and ports
     * as another change.
     */
    public static List<Map<String, String>> creation(ServiceRecord service) {
        return addresses(service).isEmpty() ? List.of() : List.of(addressed(service));
    }

    private static Map<String, String> addressed(ServiceRecord service) {
        return Map.of("name", service.name());
    }

    /** Returns what a swarm gives a service an address or a port for. */
    private static Set<Object> addresses(ServiceRecord service) {
        EndpointSpec endpoint = service.spec().endpoint();
        if (endpoint.dnsRoundRobin()) {
            return Set.of();
        }
        return Stream.concat(
                        service.networks().stream().map(Attachment::networkId),
                        endpoint.ports().stream().filter(p -> !p.host()))
                .collect(Collectors.toSet());
    }

    /**
     * Returns the attributes of a service's updates, in their order: a swarm writes down first what was asked for, and
     * then, as another change, that tasks are being replaced. None where nothing has changed in its eyes, which takes tasks
     * for objects of their own.
     */
    public static List<Map<String, String>> changes(ServiceRecord before, ServiceRecord after) {
        boolean changed = before.version() != after.version();
        // a swarm begins a rollback as it changes the spec, and an update only after that
        boolean back = after.status().filter(s -> s.state().rollback()).isPresent();
        List<Map<String, String>> events = new ArrayList<>();
        if (changed) {
            Map<String, String> attributes = specChanges(before, after);
            if (back) {
                pair(attributes, "updatestate", state(before), state(after));
            }
            events.add(attributes);
            if (!addresses(before).equals(addresses(after))) {
                events.add(addressed(after));
            }
        }
        boolean told = changed
                ? back || before.status().equals(after.status())
                : state(before).equals(state(after));
        if (!told && !state(after).isEmpty()) {
            Map<String, String> attributes = new TreeMap<>(Map.of("name", after.name()));
            pair(attributes, "updatestate", changed ? "" : state(before), state(after));
            events.add(attributes);
        }
        return events;
    }

    private static Map<String, String> specChanges(ServiceRecord before, ServiceRecord after) {
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
