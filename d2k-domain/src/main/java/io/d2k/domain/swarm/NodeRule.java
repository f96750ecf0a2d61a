package io.d2k.domain.swarm;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What may be changed about a node, and which nodes a filter selects. */
public final class NodeRule {
    private static final Set<String> FILTERS = Set.of("name", "id", "label", "role", "membership", "node.label");
    private static final Set<String> ROLES = Set.of("manager", "worker");
    private static final Set<String> MEMBERSHIPS = Set.of("accepted", "pending");
    private static final Pattern KEY = Pattern.compile(
            "(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern RESERVED = Pattern.compile("(?:.*\\.)?(?:kubernetes|k8s|d2k)\\.io/.*");

    private NodeRule() {}

    /**
     * Returns the availability that is asked for, of a spec that makes sense.
     *
     * @throws EngineException in Docker's words
     */
    public static NodeAvailability check(NodeSpec spec) {
        if (!ROLES.contains(spec.role().toLowerCase(Locale.ROOT))) {
            throw EngineException.invalid("invalid Role: \"" + spec.role() + "\"");
        }
        return availability(spec.availability())
                .orElseThrow(() -> EngineException.invalid("invalid Availability: \"" + spec.availability() + "\""));
    }

    /** Returns whether a node of Kubernetes may have a label. */
    public static boolean possible(String key, String value) {
        return KEY.matcher(key).matches() && VALUE.matcher(value).matches();
    }

    private static Optional<NodeAvailability> availability(String word) {
        return Arrays.stream(NodeAvailability.values())
                .filter(a -> a.word().equalsIgnoreCase(word))
                .findFirst();
    }

    /**
     * Refuses a change of role, which is not Docker's to decide.
     *
     * @throws EngineException in Docker's words where it would refuse, too
     */
    public static void checkRole(NodeView node, NodeSpec spec, int managers) {
        if (node.role().equalsIgnoreCase(spec.role())) {
            return;
        }
        if (node.manager() && managers == 1) {
            throw RpcError.failedPrecondition("attempting to demote the last manager of the swarm");
        }
        throw EngineException.unsupported("node " + (node.manager() ? "demote" : "promote")
                + " is not supported: managers are the nodes of Kubernetes' control plane");
    }

    /**
     * Refuses labels that a Kubernetes node cannot carry, and those that are not Docker's to set.
     *
     * @param node the node's present state
     * @param labels all labels that it is to have by Docker
     * @throws EngineException {@code INVALID} or {@code FORBIDDEN}
     */
    public static void checkLabels(SwarmNode node, Map<String, String> labels) {
        labels.forEach((key, value) -> {
            if (!possible(key, value)) {
                throw EngineException.invalid(
                        "invalid node label \"" + key + "=" + value
                                + "\": a Kubernetes node takes keys and values of at most 63 letters, digits, '-', '_' and '.'");
            }
            if (RESERVED.matcher(key).matches() || node.engineLabels().containsKey(key)) {
                throw EngineException.forbidden("label \"" + key + "\" of node " + node.name()
                        + " was not set through Docker: use kubectl label");
            }
        });
    }

    /** Returns the refusal to remove a node, in Docker's words where it would refuse, too. */
    public static EngineException removal(NodeView node, boolean force) {
        String id = node.node().id();
        if (node.manager()) {
            return RpcError.failedPrecondition(
                    "node " + id + " is a cluster manager and is a member of the raft cluster."
                            + " It must be demoted to worker before removal");
        }
        if (node.node().node().ready() && !force) {
            return RpcError.failedPrecondition("node " + id + " is not down and can't be removed");
        }
        return EngineException.unsupported(
                "node rm is not supported: remove node " + node.node().name() + " from the Kubernetes cluster");
    }

    /**
     * Checks filters.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(Filters filters) {
        filters.allowOnly(FILTERS);
        known("role", filters.get("role"), ROLES);
        known("membership", filters.get("membership"), MEMBERSHIPS);
    }

    private static void known(String filter, List<String> values, Set<String> words) {
        for (String value : values) {
            if (!value.isEmpty() && !words.contains(value.toLowerCase(Locale.ROOT))) {
                throw new EngineException(ErrorKind.UNCLASSED, "Invalid " + filter + " filter: '" + value + "'");
            }
        }
    }

    /** Returns whether filters that were checked select a node; all nodes are accepted members. */
    public static boolean selects(Filters filters, NodeView view) {
        SwarmNode node = view.node();
        return filters.any("name", node.name()::startsWith)
                && filters.any("id", node.id()::startsWith)
                && filters.any("role", role -> role.isEmpty() || role.equalsIgnoreCase(view.role()))
                && filters.any("membership", m -> m.isEmpty() || m.equalsIgnoreCase("accepted"))
                && SwarmFilter.labels(filters.get("node.label"), node.settings().labels())
                && SwarmFilter.labels(filters.get("label"), node.engineLabels());
    }
}
