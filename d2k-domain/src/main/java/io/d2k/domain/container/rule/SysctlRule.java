package io.d2k.domain.container.rule;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.system.KubernetesVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** {@code --sysctl}: the set that every Kubernetes allows; others need a cluster's own allowance. */
public final class SysctlRule {
    /**
     * The "safe" set, with the minor version of Kubernetes that first had the parameter in it, 0 for all that d2k serves
     * (<a href="https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/">source</a>). A kubelet that does not
     * have it refuses each pod, and what manages the pods makes further ones, without an end.
     */
    private static final Map<String, Integer> SAFE_SINCE = Map.of(
            "kernel.shm_rmid_forced", 0,
            "net.ipv4.ip_local_port_range", 0,
            "net.ipv4.tcp_syncookies", 0,
            "net.ipv4.ping_group_range", 0,
            "net.ipv4.ip_unprivileged_port_start", 22,
            "net.ipv4.ip_local_reserved_ports", 27,
            "net.ipv4.tcp_keepalive_time", 29,
            "net.ipv4.tcp_fin_timeout", 29,
            "net.ipv4.tcp_keepalive_intvl", 29,
            "net.ipv4.tcp_keepalive_probes", 29);

    /** What belongs to a namespace of a container (runc {@code libcontainer/configs/validate}); all else is the node's. */
    private static final Set<String> NAMESPACED = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced",
            "kernel.domainname",
            "kernel.hostname");

    private static final List<String> NAMESPACES = List.of("fs.mqueue.", "net.");

    private SysctlRule() {}

    /** Returns why no container can be started with these, in Docker's words. */
    public static Optional<String> refusal(Map<String, String> sysctls) {
        return sysctls.keySet().stream()
                .map(name -> name.replace('/', '.'))
                .filter(name ->
                        !NAMESPACED.contains(name) && NAMESPACES.stream().noneMatch(name::startsWith))
                .findFirst()
                .map(name -> "failed to create task for container: failed to create shim task: OCI runtime create"
                        + " failed: runc create failed: sysctl \"" + name
                        + "\" is not in a separate kernel namespace: unknown");
    }

    /**
     * Checks that parameters are in the safe set of this cluster.
     *
     * @param server tells the version of the cluster, such as {@code v1.34.1}; asked only where it matters. One that is no
     *     version of Kubernetes has them all
     * @throws EngineException naming the first that is not
     */
    static void check(Map<String, String> sysctls, Supplier<String> server) {
        for (String name : sysctls.keySet()) {
            if (!SAFE_SINCE.containsKey(name)) {
                throw refused(name, "is not in Kubernetes' safe set");
            }
        }
        for (String name : sysctls.keySet()) {
            if (!safe(name, server)) {
                throw refused(name, "is in the safe set of Kubernetes 1." + SAFE_SINCE.get(name) + " and newer");
            }
        }
    }

    private static boolean safe(String name, Supplier<String> server) {
        int since = SAFE_SINCE.getOrDefault(name, 0);
        return since == 0 || KubernetesVersion.minor(server.get()).orElse(since) >= since;
    }

    /** Returns whether a cluster is known to have a parameter in its safe set; {@code server} as in {@link #check}. */
    static boolean surely(String name, Supplier<String> server) {
        return SAFE_SINCE.containsKey(name)
                && KubernetesVersion.minor(server.get()).orElse(-1) >= SAFE_SINCE.get(name);
    }

    private static EngineException refused(String name, String why) {
        return EngineException.unsupported(
                "sysctl '" + name + "' " + why + ": set it on the nodes, or allow it there and use a manifest");
    }
}
