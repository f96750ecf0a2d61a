package io.d2k.domain.fake;

import io.d2k.domain.engine.SwarmEngine;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.DependencyStore;
import io.d2k.domain.port.out.NodeStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencySpec;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.SwarmId;
import io.d2k.domain.swarm.SwarmMeta;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.system.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** What swarm mode keeps in the cluster, in memory. */
public final class FakeSwarm {
    /** Nodes. */
    public final Nodes nodes = new Nodes();

    /** Secrets. */
    public final Dependencies secrets = new Dependencies();

    /** Configs. */
    public final Dependencies configs = new Dependencies();

    /** Logs of tasks whose pods have gone. */
    public final FakeStores.Archive taskLogs = new FakeStores.Archive();

    /** Services. */
    public final FakeServices services = new FakeServices();

    /** Returns the ports. */
    public SwarmEngine.Ports ports() {
        return new SwarmEngine.Ports(nodes, secrets, configs, services, taskLogs);
    }

    private static SwarmMeta next(SwarmMeta meta, Instant now) {
        return new SwarmMeta(meta.id(), meta.version() + 1, meta.created(), now);
    }

    /** Nodes, which the test adds. */
    public static final class Nodes implements NodeStore {
        /** Names of the nodes that were told to give their tasks away. */
        public final List<String> evicted = new ArrayList<>();

        private final ConcurrentMap<String, SwarmNode> byName = new ConcurrentHashMap<>();
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

        /** Adds a node that is two hours old, or one if it is a worker, with labels of the machine. */
        public SwarmNode add(String name, boolean controlPlane, Map<String, String> labels) {
            Instant created = TestClock.START.minusSeconds(controlPlane ? 7200 : 3600);
            SwarmNode node = new SwarmNode(
                    new SwarmMeta(SwarmId.of(name), 1, created, created),
                    new Node(name, "", "", "amd64", "", "v1.34.1", 2, 1L << 30, true, labels, "10.0.0.1"),
                    controlPlane,
                    new NodeSettings("", Map.of(), NodeAvailability.ACTIVE));
            byName.put(name, node);
            listeners.forEach(Runnable::run);
            return node;
        }

        @Override
        public List<SwarmNode> list() {
            return List.copyOf(byName.values());
        }

        @Override
        public SwarmNode update(SwarmNode node, Function<SwarmNode, NodeSettings> settings, Instant now) {
            SwarmNode newest = byName.get(node.name());
            SwarmNode after = new SwarmNode(
                    next(newest.meta(), now), newest.node(), newest.controlPlane(), settings.apply(newest));
            byName.put(node.name(), after);
            listeners.forEach(Runnable::run);
            return after;
        }

        /** Lets the machine have other labels. */
        public void relabel(String name, Map<String, String> labels) {
            change(name, byName.get(name).node().ready(), labels);
        }

        /** Lets the machine fall silent. */
        public void lose(String name) {
            change(name, false, byName.get(name).node().labels());
        }

        private void change(String name, boolean ready, Map<String, String> labels) {
            SwarmNode before = byName.get(name);
            Node n = before.node();
            Node after =
                    new Node(name, "", "", n.architecture(), "", n.kubelet(), 2, 1L << 30, ready, labels, "10.0.0.1");
            byName.put(name, new SwarmNode(before.meta(), after, before.controlPlane(), before.settings()));
            listeners.forEach(Runnable::run);
        }

        @Override
        public Subscription subscribe(Runnable listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public void evict(SwarmNode node) {
            evicted.add(node.name());
        }
    }

    /** Secrets or configs. */
    public static final class Dependencies implements DependencyStore {
        private final ConcurrentMap<String, Dependency> byName = new ConcurrentHashMap<>();

        /** Says that the next create meets one of its name that was not seen before. */
        public volatile boolean raced;

        @Override
        public List<Dependency> list() {
            return List.copyOf(byName.values());
        }

        @Override
        public Dependency create(DependencySpec spec, Instant now) {
            if (raced) {
                throw EngineException.conflict("already exists");
            }
            Dependency made = new Dependency(
                    new SwarmMeta(SwarmId.of("uid of " + spec.name()), 1, now, now),
                    spec.name(),
                    spec.labels(),
                    spec.data(),
                    spec.templating(),
                    spec.name());
            byName.put(spec.name(), made);
            return made;
        }

        @Override
        public Dependency relabel(
                Dependency dependency, Function<Dependency, Map<String, String>> labels, Instant now) {
            Dependency newest = byName.get(dependency.name());
            Dependency after = new Dependency(
                    next(newest.meta(), now),
                    newest.name(),
                    labels.apply(newest),
                    newest.data(),
                    newest.templating(),
                    newest.object());
            byName.put(newest.name(), after);
            return after;
        }

        @Override
        public void remove(Dependency dependency) {
            byName.remove(dependency.name());
        }
    }
}
