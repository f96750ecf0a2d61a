package io.d2k.domain.container.rule;

import io.d2k.domain.container.PodPlan.Privileges;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Ports below 1024. Docker lets every user of a container listen there (moby {@code WithSysctls}, since 20.10), Kubernetes
 * root alone, unless the pod says so. It is said where the process is known to be somebody else, or to lack root's right, and
 * the cluster to be new enough: one older than 1.22 refuses such a pod.
 */
final class LowPortRule {
    private static final String FIRST_FREE = "net.ipv4.ip_unprivileged_port_start";
    private static final String LISTEN = "NET_BIND_SERVICE";

    private LowPortRule() {}

    /**
     * Adds what opens the ports to what is asked for.
     *
     * @param user of the process, as images and requests have it; nothing where it is not known
     * @param server tells the version of the cluster, such as {@code v1.34.1}; asked only where it matters
     */
    static Privileges open(Privileges asked, Optional<String> user, Supplier<String> server) {
        boolean root = user.isEmpty() || root(user.get());
        boolean may = root && (asked.privileged() || has(asked.capAdd()) || !has(asked.capDrop()));
        if (may || asked.sysctls().containsKey(FIRST_FREE) || !SysctlRule.surely(FIRST_FREE, server)) {
            return asked;
        }
        Map<String, String> sysctls = new TreeMap<>(asked.sysctls());
        sysctls.put(FIRST_FREE, "0");
        return new Privileges(
                asked.privileged(),
                asked.capAdd(),
                asked.capDrop(),
                asked.readOnlyRoot(),
                asked.noNewPrivileges(),
                asked.seccomp(),
                asked.appArmorOff(),
                sysctls);
    }

    private static boolean root(String user) {
        String name = user.split(":", 2)[0];
        return name.isEmpty() || name.equals("root") || name.equals("0");
    }

    private static boolean has(List<String> capabilities) {
        return capabilities.contains("ALL") || capabilities.contains(LISTEN);
    }
}
