package io.d2k.domain.engine;

import io.d2k.domain.port.out.NodeStore;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.rule.SwarmEventRule;
import io.d2k.domain.swarm.NodeRoles;
import io.d2k.domain.swarm.NodeView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells of changes of services and nodes as the manager of a swarm does: of those that the cluster brings about, too, such
 * as an update that has come to its end and a node that is down.
 */
final class SwarmEvents implements AutoCloseable {
    private final ServiceStore services;
    private final NodeStore nodes;
    private final SwarmService swarm;
    private final EventLog events;
    private final Map<String, ServiceRecord> knownServices = new HashMap<>();
    private Map<String, NodeView> knownNodes = Map.of();
    private volatile Subscription subscription = () -> {};

    SwarmEvents(ServiceStore services, NodeStore nodes, SwarmService swarm, EventLog events) {
        this.services = services;
        this.nodes = nodes;
        this.swarm = swarm;
        this.events = events;
    }

    /** Begins with what is there. */
    void begin() {
        synchronized (this) {
            services.list().forEach(s -> knownServices.put(s.record().id(), s.record()));
            knownNodes = nodesNow();
        }
        Subscription ofServices = services.subscribe(this::look);
        Subscription ofNodes = nodes.subscribe(this::lookAtNodes);
        subscription = () -> {
            ofServices.close();
            ofNodes.close();
        };
        // what changed before the subscriptions stood
        services.list().forEach(s -> look(s.record().id()));
        lookAtNodes();
    }

    private synchronized void look(String id) {
        Optional<ServiceRecord> now =
                services.find(id).map(ObservedService::record).filter(r -> !r.removing());
        Optional<ServiceRecord> before =
                Optional.ofNullable(now.isPresent() ? knownServices.put(id, now.get()) : knownServices.remove(id));
        if (before.isEmpty()) {
            now.ifPresent(r -> {
                events.publish("service", "create", id, Map.of("name", r.name()));
                SwarmEventRule.creation(r).forEach(c -> events.publish("service", "update", id, c));
            });
        } else if (now.isEmpty()) {
            events.publish("service", "remove", id, Map.of("name", before.get().name()));
        } else {
            SwarmEventRule.changes(before.get(), now.get()).forEach(c -> events.publish("service", "update", id, c));
        }
    }

    private Map<String, NodeView> nodesNow() {
        NodeRoles roles = swarm.roles();
        return roles.nodes().stream()
                .map(roles::view)
                .collect(Collectors.toMap(v -> v.node().id(), Function.identity(), (a, b) -> a));
    }

    private synchronized void lookAtNodes() {
        Map<String, NodeView> before = knownNodes;
        Map<String, NodeView> now = nodesNow();
        knownNodes = now;
        now.forEach((id, v) -> {
            NodeView old = before.get(id);
            if (old == null) {
                events.publish("node", "create", id, Map.of("name", SwarmEventRule.name(v)));
            } else if (!old.equals(v)) {
                events.publish("node", "update", id, SwarmEventRule.changes(old, v));
            }
        });
        before.forEach((id, v) -> {
            if (!now.containsKey(id)) {
                events.publish("node", "remove", id, Map.of("name", SwarmEventRule.name(v)));
            }
        });
    }

    @Override
    public void close() {
        subscription.close();
    }
}
