package io.d2k.k8s.doctor;

import java.util.Arrays;
import java.util.List;

/** What d2k does, and the permissions that it takes: all that an installation by {@code deploy/} grants. */
enum Feature {
    CONTAINERS(
            Mode.ALWAYS,
            true,
            "no container can be run",
            "pods:get,list,watch,create,delete",
            "podtemplates:get,list,watch,create,update,patch,delete",
            "apps/deployments:get,list,watch,create,update,patch,delete",
            "apps/replicasets:deletecollection",
            "configmaps:get,list,watch,create,update,patch,delete"),
    VOLUMES(Mode.ALWAYS, true, "no volume can be made", "persistentvolumeclaims:get,list,watch,create,patch,delete"),
    PORTS_AND_NAMES(
            Mode.ALWAYS,
            true,
            "no port is published, and no name resolves",
            "services:get,list,watch,create,patch,delete",
            "endpoints:get,list,watch,create,update,delete"),
    PULL_CREDENTIALS(
            Mode.ALWAYS,
            false,
            "images that take a login cannot be pulled",
            "secrets:get,list,watch,create,update,delete"),
    BOUNDS(
            Mode.ALWAYS,
            false,
            "containers without limits are refused where a quota asks for them",
            "resourcequotas:list,watch",
            "limitranges:list,watch"),
    POD_SECURITY(
            Mode.ALWAYS,
            false,
            "containers are refused where the namespace has Pod Security \"restricted\", unless D2K_POD_SECURITY says so",
            "namespaces:get"),
    ISOLATION(
            Mode.ALWAYS,
            false,
            "D2K_NETWORK_ISOLATION and --network none isolate nothing",
            "networking.k8s.io/networkpolicies:get,list,watch,create,update,delete"),
    LOGS(Mode.ALWAYS, false, "docker logs shows nothing", "pods/log:get"),
    EXEC(Mode.ALWAYS, false, "docker exec, cp, top and signals fail", "pods/exec:create,get"),
    ATTACH(
            Mode.ALWAYS,
            false,
            "docker run -it fails, and the output of docker run lacks carriage returns",
            "pods/attach:create,get"),
    TUNNELS(Mode.ALWAYS, false, "D2K_PUBLISH=forward reaches no pod", "pods/portforward:create,get"),
    FILES_AFTER_KILL(
            Mode.ALWAYS,
            false,
            "the files of a container that is killed go with its process (before Kubernetes 1.22 they do so anyway)",
            "pods:patch"),
    FILES_OF_DEPLOYMENTS(
            Mode.ALWAYS,
            false,
            "the files of containers that are Deployments go with their process (before Kubernetes 1.22 they do so anyway)",
            "pods:patch",
            "apps/replicasets:create"),
    LIMITS(
            Mode.ALWAYS,
            false,
            "docker update changes limits from the next start on (before Kubernetes 1.33 it does so anyway)",
            "pods/resize:patch"),
    HEALTH_LOG(
            Mode.ALWAYS,
            false,
            "health is judged by time, and has no log, and docker run begins up to a second later",
            "events:list,watch"),
    STATS(Mode.ALWAYS, false, "docker stats shows zeroes", "metrics.k8s.io/pods:list"),
    NODES(Mode.ALWAYS, false, "docker info tells nothing of nodes", "*nodes:list,watch"),
    STORAGE_CLASSES(
            Mode.ALWAYS,
            false,
            "volumes are of the default class, and NFS volumes are refused",
            "*storage.k8s.io/storageclasses:list,watch"),
    NODE_LOGS(
            Mode.ALWAYS,
            false,
            "docker logs shows standard error as standard output, unless the cluster has the feature gate"
                    + " PodLogsQuerySplitStreams on (Kubernetes 1.32 and newer, off by default)",
            "*nodes/proxy:get"),
    SERVICES(
            Mode.SWARM,
            true,
            "no service can be run",
            "apps/daemonsets:get,list,watch,create,update,delete",
            "pods:patch",
            "secrets:patch"),
    NODE_UPDATES(Mode.SWARM, false, "docker node update changes no node", "*nodes:get,patch"),
    DRAIN(Mode.SWARM, false, "a drained node keeps its tasks", "pods/eviction:create"),
    REPLICAS(Mode.REPLICAS, true, "no replica can lead", "coordination.k8s.io/leases:get,list,watch,create,update");

    /** What d2k has to be set to for a feature to matter. */
    enum Mode {
        /** To nothing in particular. */
        ALWAYS,
        /** {@code D2K_SWARM_MODE}. */
        SWARM,
        /** {@code D2K_LEADER_ELECTION}. */
        REPLICAS
    }

    private final Mode mode;
    private final boolean needed;
    private final String without;
    private final String permissions;

    Feature(Mode mode, boolean needed, String without, String... permissions) {
        this.mode = mode;
        this.needed = needed;
        this.without = without;
        this.permissions = String.join(" ", permissions);
    }

    /** Returns when it matters. */
    Mode mode() {
        return mode;
    }

    /** Returns whether d2k, so set, is of no use without it. */
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
