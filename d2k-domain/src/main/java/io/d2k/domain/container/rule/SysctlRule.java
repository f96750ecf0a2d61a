package io.d2k.domain.container.rule;

import io.d2k.domain.error.EngineException;
import java.util.Map;
import java.util.Set;

/** {@code --sysctl}: the set that every Kubernetes allows; others need a cluster's own allowance. */
public final class SysctlRule {
    // https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/, "safe" set
    private static final Set<String> SAFE = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");

    private SysctlRule() {}

    /**
     * Checks that every parameter is in the safe set.
     *
     * @throws EngineException naming the first that is not
     */
    public static Map<String, String> translate(Map<String, String> sysctls) {
        for (String name : sysctls.keySet()) {
            if (!SAFE.contains(name)) {
                throw EngineException.unsupported(
                        "sysctl '" + name
                                + "' is not in Kubernetes' safe set: set it on the nodes, or allow it there and use a manifest");
            }
        }
        return sysctls;
    }
}
