package io.d2k.domain.service.rule;

import io.d2k.domain.IpPrefix;
import io.d2k.domain.Warnings;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.Scheduling.Term;
import io.d2k.domain.swarm.NodeRoles;
import io.d2k.domain.swarm.NodeRule;
import io.d2k.domain.swarm.RpcError;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.system.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code --constraint}, {@code --placement-pref}, {@code --replicas-max-per-node} and platforms to conditions on nodes.
 * What Kubernetes knows by a label is asked by that label, so that nodes which come later count; the rest names nodes.
 */
public final class PlacementRule {
    private static final String OS = "kubernetes.io/os";
    private static final String ARCH = "kubernetes.io/arch";
    private static final Pattern KEY = Pattern.compile("(?i)[a-z_][a-z0-9\\-_.]+");
    private static final Pattern VALUE = Pattern.compile("(?i)[a-z0-9:\\-_\\s.*()?+\\[\\]\\\\^$|/]+");
    private static final String ENGINE_LABEL = "engine.labels.";
    private static final String NODE_LABEL = "node.labels.";
    private static final String NOWHERE = "none";
    private static final String MANAGER = "manager";
    /** What tells the nodes of Kubernetes' control plane, the newer one first. */
    private static final List<String> CONTROL_PLANE =
            List.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

    private final NodeRoles roles;
    private final List<Term> terms = new ArrayList<>();

    private PlacementRule(NodeRoles roles) {
        this.roles = roles;
    }

    /** One constraint, taken apart. */
    private record Constraint(String key, boolean equal, String value) {}

    /**
     * Refuses constraints that are none.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    public static void check(Placement placement) {
        placement.constraints().forEach(PlacementRule::parse);
    }

    /**
     * Translates.
     *
     * @param roles the nodes that there are
     * @throws io.d2k.domain.error.EngineException for what is no constraint, in Docker's words
     */
    public static Scheduling translate(Placement placement, NodeRoles roles, Warnings warnings) {
        PlacementRule rule = new PlacementRule(roles);
        placement.constraints().stream().map(PlacementRule::parse).forEach(rule::constrain);
        rule.platforms(placement.platforms());
        if (placement.maxReplicas() > 1 && !roles.seen()) {
            warnings.add("Kubernetes has no limit of replicas per node beyond one, and d2k keeps to one where it may"
                    + " list nodes: tasks may exceed the limit.");
        }
        return new Scheduling(rule.terms, spreads(placement.spreads(), warnings), placement.maxReplicas());
    }

    private static Constraint parse(String text) {
        for (String operator : List.of("==", "!=")) {
            int at = text.indexOf(operator);
            if (at >= 0) {
                String key = text.substring(0, at).strip();
                String value = text.substring(at + operator.length()).strip();
                if (!KEY.matcher(key).matches()) {
                    throw RpcError.unknown("key '" + key + "' is invalid");
                }
                if (!VALUE.matcher(value).matches()) {
                    throw RpcError.unknown("value '" + value + "' is invalid");
                }
                return new Constraint(key, operator.equals("=="), value);
            }
        }
        throw RpcError.unknown("constraint expected one operator from ==, !=");
    }

    private void constrain(Constraint c) {
        String key = c.key().toLowerCase(Locale.ROOT);
        switch (key) {
            case "node.id" -> named(c, n -> n.id().equalsIgnoreCase(c.value()));
            case "node.hostname" -> hostname(c);
            case "node.ip" -> address(c);
            case "node.role" -> role(c);
            case "node.platform.os" -> term(OS, c.equal(), List.of(lower(c.value())));
            case "node.platform.arch" -> term(ARCH, c.equal(), List.of(Architecture.goName(c.value())));
            default -> labelled(c, key);
        }
    }

    /** By the label that all managers have and no one else; by names where there is none. */
    private void role(Constraint c) {
        boolean manager = c.value().equalsIgnoreCase(MANAGER);
        Optional<String> label = CONTROL_PLANE.stream()
                // where no node can be seen, Kubernetes' own label of today it is
                .filter(l -> roles.nodes().isEmpty() || !roles.managers().isEmpty())
                .filter(l -> roles.nodes().stream()
                        .allMatch(n -> roles.manager(n) == n.node().labels().containsKey(l)))
                .findFirst();
        if (label.isPresent() && (manager || c.value().equalsIgnoreCase("worker"))) {
            terms.add(new Term(label.get(), c.equal() == manager, List.of()));
        } else {
            named(c, n -> (roles.manager(n) ? MANAGER : "worker").equalsIgnoreCase(c.value()));
        }
    }

    /** A node that is not there yet may come. */
    private void hostname(Constraint c) {
        boolean known = roles.nodes().stream().anyMatch(n -> n.name().equalsIgnoreCase(c.value()));
        if (known) {
            named(c, n -> n.name().equalsIgnoreCase(c.value()));
        } else {
            term(Scheduling.HOSTNAME, c.equal(), List.of(lower(c.value())));
        }
    }

    /** An address, or a block of them; no node meets what is neither. */
    private void address(Constraint c) {
        Optional<IpPrefix> wanted = IpPrefix.address(c.value()).or(() -> IpPrefix.parse(c.value()));
        if (wanted.isEmpty()) {
            nowhere();
            return;
        }
        named(
                c,
                n -> IpPrefix.address(n.node().address())
                        .filter(wanted.get()::contains)
                        .isPresent());
    }

    /** Asks for a label. One that no node of Kubernetes can have equals nothing, and Kubernetes takes it from nobody. */
    private void term(String key, boolean equal, List<String> values) {
        List<String> possible =
                values.stream().filter(v -> NodeRule.possible(key, v)).toList();
        if (!possible.isEmpty()) {
            terms.add(new Term(key, equal, possible));
        } else if (equal) {
            nowhere();
        }
    }

    private void nowhere() {
        terms.add(new Term(Scheduling.HOSTNAME, true, List.of(NOWHERE)));
    }

    private void labelled(Constraint c, String key) {
        if (key.startsWith(ENGINE_LABEL)) {
            // labels that an operator gave to the machine: Kubernetes' own
            label(c.key().substring(ENGINE_LABEL.length()), c);
        } else if (key.startsWith(NODE_LABEL)) {
            label(c.key().substring(NODE_LABEL.length()), c);
        } else {
            nowhere(); // as in a swarm: a property that nodes do not have equals nothing
        }
    }

    /** Capitals make no difference to a swarm, and do to Kubernetes, which is told how the nodes have the value. */
    private void label(String key, Constraint c) {
        List<String> values = Stream.concat(
                        Stream.of(c.value()),
                        roles.nodes().stream()
                                .flatMap(
                                        n -> Stream.ofNullable(n.node().labels().get(key)))
                                .filter(c.value()::equalsIgnoreCase)
                                .sorted())
                .distinct()
                .toList();
        term(key, c.equal(), values);
    }

    private void named(Constraint c, Predicate<SwarmNode> test) {
        List<String> names =
                roles.nodes().stream().filter(test).map(PlacementRule::hostname).toList();
        if (c.equal()) {
            terms.add(new Term(Scheduling.HOSTNAME, true, names.isEmpty() ? List.of(NOWHERE) : names));
        } else if (!names.isEmpty()) {
            terms.add(new Term(Scheduling.HOSTNAME, false, names));
        }
    }

    private static String hostname(SwarmNode node) {
        return node.node().labels().getOrDefault(Scheduling.HOSTNAME, node.name());
    }

    private void platforms(List<Placement.Platform> platforms) {
        // "unknown" is what builders call attestations, which nothing runs on
        List<Placement.Platform> known = platforms.stream()
                .filter(p -> !p.os().equals("unknown") && !p.architecture().equals("unknown"))
                .toList();
        if (known.isEmpty()) {
            return;
        }
        if (known.stream().noneMatch(p -> p.os().isEmpty())) {
            terms.add(new Term(
                    OS, true, known.stream().map(p -> lower(p.os())).distinct().toList()));
        }
        if (known.stream().noneMatch(p -> p.architecture().isEmpty())) {
            terms.add(new Term(
                    ARCH,
                    true,
                    known.stream()
                            .map(p -> Architecture.goName(p.architecture()))
                            .distinct()
                            .toList()));
        }
    }

    private static List<String> spreads(List<String> asked, Warnings warnings) {
        List<String> labels = new ArrayList<>();
        for (String spread : asked) {
            String key = spread.toLowerCase(Locale.ROOT);
            Optional<String> label = Stream.of(ENGINE_LABEL, NODE_LABEL)
                    .filter(key::startsWith)
                    .map(prefix -> spread.substring(prefix.length()))
                    .filter(name -> NodeRule.possible(name, ""))
                    .findFirst();
            if (label.isPresent()) {
                labels.add(label.get());
            } else if (key.equals("node.hostname") || key.equals("node.id")) {
                labels.add(Scheduling.HOSTNAME);
            } else {
                warnings.add("Tasks are not spread over " + spread + ", which Kubernetes does not know of nodes.");
            }
        }
        return labels;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
