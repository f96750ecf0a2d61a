package io.d2k.domain.service.rule;

import io.d2k.domain.service.Scheduling;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.SwarmNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which node the task of a replicated service is made for, where its spec says something of the node ({@code
 * {{.Node.ID}}}), or several are the limit of a node: Kubernetes chooses one only after a pod has been made, whose host name
 * and volumes stand by then, and knows no such limit.
 */
public final class TaskNodeRule {
    private TaskNodeRule() {}

    /**
     * Returns, of the nodes that may take the task, the one with the fewest tasks of the service: where they are to be spread,
     * in the part of the cluster with the fewest.
     *
     * @param nodes the nodes that there are
     * @param busy the node of each of the service's tasks, by name
     */
    public static Optional<SwarmNode> choose(
            Scheduling scheduling, Collection<SwarmNode> nodes, Collection<String> busy) {
        Comparator<SwarmNode> fewest = Comparator.comparingInt(n -> 0);
        for (int depth = 1; depth <= scheduling.spreads().size(); depth++) {
            List<String> labels = scheduling.spreads().subList(0, depth);
            fewest = fewest.thenComparingLong(n -> tasks(part(n, labels, nodes), busy));
        }
        return nodes.stream()
                .filter(n -> Lack.of(scheduling, n, busy).isEmpty())
                .min(fewest.thenComparingLong(n -> tasks(List.of(n), busy)).thenComparing(SwarmNode::name));
    }

    /** Returns the nodes whose labels have the same values as those of one. */
    private static List<SwarmNode> part(SwarmNode one, List<String> labels, Collection<SwarmNode> nodes) {
        return nodes.stream()
                .filter(n -> labels.stream().allMatch(l -> value(n, l).equals(value(one, l))))
                .toList();
    }

    private static String value(SwarmNode node, String label) {
        return node.node().labels().getOrDefault(label, "");
    }

    /** Returns why none of the nodes may take the task, in a swarm's words: what most of them lack comes first. */
    public static String unfit(Scheduling scheduling, Collection<SwarmNode> nodes, Collection<String> busy) {
        return words(nodes.stream().flatMap(n -> Lack.of(scheduling, n, busy).stream()));
    }

    /** Returns why no node may take a task that asks for a driver which none has. */
    public static String pluginless(Collection<SwarmNode> nodes) {
        return words(nodes.stream().map(n -> Lack.open(n) ? Lack.PLUGIN : Lack.READY));
    }

    /** Returns the same of a task that is for one node. */
    public static String pluginless() {
        return Lack.PLUGIN.words(1);
    }

    private static String words(Stream<Lack> all) {
        Map<Lack, Long> lacks =
                all.collect(Collectors.groupingBy(l -> l, () -> new EnumMap<>(Lack.class), Collectors.counting()));
        String words = lacks.entrySet().stream()
                .sorted(Map.Entry.<Lack, Long>comparingByValue().reversed())
                .map(l -> l.getKey().words(l.getValue()))
                .collect(Collectors.joining("; "));
        return "no suitable node" + (words.isEmpty() ? "" : " (" + words + ")");
    }

    /** What a node may lack, in the order in which a swarm looks for it. */
    private enum Lack {
        READY,
        PLUGIN,
        CONSTRAINTS,
        ROOM;

        private String words(long count) {
            String nodes = count + (count == 1 ? " node" : " nodes");
            return switch (this) {
                case READY -> nodes + " not available for new tasks";
                case PLUGIN -> "missing plugin on " + nodes;
                case CONSTRAINTS -> "scheduling constraints not satisfied on " + nodes;
                case ROOM -> "max replicas per node limit exceed";
            };
        }

        private static boolean open(SwarmNode node) {
            return node.node().ready() && node.settings().availability() == NodeAvailability.ACTIVE;
        }

        private static Optional<Lack> of(Scheduling scheduling, SwarmNode node, Collection<String> busy) {
            if (!open(node)) {
                return Optional.of(READY);
            }
            if (!scheduling.allows(node.node().labels())) {
                return Optional.of(CONSTRAINTS);
            }
            boolean full = scheduling.perNode() > 0 && tasks(List.of(node), busy) >= scheduling.perNode();
            return full ? Optional.of(ROOM) : Optional.empty();
        }
    }

    private static long tasks(List<SwarmNode> nodes, Collection<String> busy) {
        return nodes.stream()
                .mapToLong(n -> busy.stream().filter(n.name()::equals).count())
                .sum();
    }
}
