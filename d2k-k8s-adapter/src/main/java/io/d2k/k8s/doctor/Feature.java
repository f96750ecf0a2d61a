package io.d2k.k8s.doctor;

import java.util.Arrays;
import java.util.List;

/** What d2k does, and the permissions that it takes. */
enum Feature {
    CONTAINERS(
            true,
            "no container can be run",
            "pods:get,list,watch,create,delete",
            "podtemplates:get,list,watch,create,update,patch,delete",
            "apps/deployments:get,list,watch,create,update,patch,delete",
            "apps/replicasets:deletecollection",
            "configmaps:get,list,watch,create,update,patch,delete"),
    VOLUMES(true, "no volume can be made", "persistentvolumeclaims:get,list,watch,create,delete"),
    PORTS_AND_NAMES(
            true,
            "no port is published, and no name resolves",
            "services:get,list,watch,create,patch,delete",
            "endpoints:get,list,watch,create,update,delete"),
    LOGS(false, "docker logs shows nothing", "pods/log:get"),
    EXEC(false, "docker exec, cp, top and signals fail", "pods/exec:create,get"),
    ATTACH(false, "docker run -it fails", "pods/attach:create,get"),
    TUNNELS(false, "D2K_PUBLISH=forward reaches no pod", "pods/portforward:create,get"),
    LIMITS(
            false,
            "docker update changes limits from the next start on (before Kubernetes 1.33 it does so anyway)",
            "pods/resize:patch"),
    HEALTH_LOG(false, "health is judged by time, and has no log", "events:list,watch"),
    STATS(false, "docker stats shows zeroes", "metrics.k8s.io/pods:list"),
    NODES(false, "docker info tells nothing of nodes", "*nodes:list,watch"),
    NODE_LOGS(
            false,
            "docker logs shows standard error as standard output, unless the cluster has the feature gate"
                    + " PodLogsQuerySplitStreams on (Kubernetes 1.32 and newer, off by default)",
            "*nodes/proxy:get");

    private final boolean needed;
    private final String without;
    private final String permissions;

    Feature(boolean needed, String without, String... permissions) {
        this.needed = needed;
        this.without = without;
        this.permissions = String.join(" ", permissions);
    }

    /** Returns whether d2k is of no use without it. */
    boolean needed() {
        return needed;
    }

    /** Returns what follows where a permission is missing. */
    String without() {
        return without;
    }

    List<Permission> permissions() {
        return Arrays.stream(permissions.split(" "))
                .flatMap(p -> Arrays.stream(p.substring(p.indexOf(':') + 1).split(","))
                        .map(verb -> Permission.of(p.substring(0, p.indexOf(':')), verb)))
                .toList();
    }

    /** Returns the name in words. */
    String words() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    /**
     * One permission.
     *
     * @param namespaced whether it is for the namespace alone
     * @param group the API group, empty for the core
     * @param resource such as {@code pods}
     * @param subresource such as {@code log}, empty for none
     * @param verb such as {@code list}
     */
    record Permission(boolean namespaced, String group, String resource, String subresource, String verb) {
        /** Reads {@code [*][group/]resource[/subresource]}; what begins with a star belongs to the whole cluster. */
        static Permission of(String text, String verb) {
            boolean whole = text.startsWith("*");
            String[] parts = (whole ? text.substring(1) : text).split("/");
            boolean grouped = parts.length > 1 && (parts[0].contains(".") || parts[0].equals("apps"));
            String resource = grouped ? parts[1] : parts[0];
            String below = !grouped && parts.length > 1 ? parts[1] : "";
            return new Permission(!whole, grouped ? parts[0] : "", resource, below, verb);
        }

        @Override
        public String toString() {
            String name = subresource.isEmpty() ? resource : resource + "/" + subresource;
            return verb + " " + name + (group.isEmpty() ? "" : "." + group);
        }
    }
}
