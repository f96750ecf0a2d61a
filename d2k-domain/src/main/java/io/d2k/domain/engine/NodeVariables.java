package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.rule.ShellVariableRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Variables that a node gives to the processes of a container, and an engine does not: a shell can take them away. */
final class NodeVariables {
    /** What the kubelet adds for the cluster's own Service, and no engine. */
    private static final List<String> OF_KUBELET = List.of(
            "KUBERNETES_SERVICE_HOST",
            "KUBERNETES_SERVICE_PORT",
            "KUBERNETES_SERVICE_PORT_HTTPS",
            "KUBERNETES_PORT",
            "KUBERNETES_PORT_443_TCP",
            "KUBERNETES_PORT_443_TCP_PROTO",
            "KUBERNETES_PORT_443_TCP_PORT",
            "KUBERNETES_PORT_443_TCP_ADDR");

    /** What a node's runtime adds, and an engine as well but where it is asked to take it away ({@code -e HOSTNAME}). */
    private static final String OF_RUNTIME = "HOSTNAME";

    /** What an engine gives to processes with a terminal, and CRI-O to those of all containers. */
    private static final String OF_TERMINAL = "TERM";

    private NodeVariables() {}

    /** Returns their names: those that nobody has set. */
    static List<String> of(ContainerRecord record) {
        Set<String> set = set(record);
        Stream<String> taken = record.spec().process().env().stream().filter(OF_RUNTIME::equals);
        return Stream.concat(OF_KUBELET.stream(), taken)
                .filter(v -> !set.contains(v))
                .distinct()
                .toList();
    }

    /** Returns those of a container's own process, that of its terminal included. */
    static List<String> ofProcess(ContainerRecord record) {
        boolean given = record.spec().process().tty() || set(record).contains(OF_TERMINAL);
        return Stream.concat(of(record).stream(), Stream.of(OF_TERMINAL).filter(v -> !given))
                .toList();
    }

    /**
     * Returns those that an exec has from a container with a terminal, whose process alone has them in an engine.
     *
     * @param tty whether the exec has a terminal of its own
     */
    static List<String> ofTerminal(ContainerRecord record, boolean tty) {
        return record.spec().process().tty() && !tty && !set(record).contains(OF_TERMINAL)
                ? List.of(OF_TERMINAL)
                : List.of();
    }

    private static Set<String> set(ContainerRecord record) {
        return ContainerViews.config(record).env().stream()
                .filter(e -> e.indexOf('=') >= 0)
                .map(NodeVariables::name)
                .collect(Collectors.toSet());
    }

    /** Returns whether a shell hands on the variables of a container as they were given. */
    static boolean handedOn(EffectiveConfig config) {
        return config.env().stream().map(NodeVariables::name).allMatch(ShellVariableRule::handedOn);
    }

    private static String name(String entry) {
        int eq = entry.indexOf('=');
        return eq < 0 ? entry : entry.substring(0, eq);
    }
}
