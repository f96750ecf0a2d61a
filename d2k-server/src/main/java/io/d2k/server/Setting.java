package io.d2k.server;

import java.util.Locale;

/** Everything that an operator can set: a {@code D2K_*} variable and a flag of {@code d2k serve} each. */
public enum Setting {
    /** The namespace that everything lives in. */
    NAMESPACE("default", "NAME", "the namespace that everything lives in"),
    /** The address of the TCP listener. */
    HOST("127.0.0.1", "ADDRESS", "the address to listen on; the Docker API gives full control of the namespace"),
    /** The port of the TCP listener. */
    PORT("2375", "PORT", "the TCP port to listen on; 0 for any free one"),
    /** The path of the unix socket. */
    SOCKET("", "PATH", "a unix socket to listen on as well"),
    /** The kubeconfig file. */
    KUBECONFIG(
            "", "FILE", "the kubeconfig; empty for the pod's service account, else $KUBECONFIG, else ~/.kube/config"),
    /** Swarm mode. */
    SWARM_MODE("false", "BOOL", "serve a Docker Swarm"),
    /** The node that d2k runs on. */
    NODE_NAME("", "NAME", "the node that d2k's pod runs on (from the downward API): the leader of the swarm"),
    /** The log level. */
    LOG_LEVEL("info", "LEVEL", "error, warning, info, debug or trace"),
    /** The log format. */
    LOG_FORMAT("text", "FORMAT", "text or json"),
    /** The workload kind of everything. */
    WORKLOAD("auto", "KIND", "auto, or deployment to make everything a Deployment that may be one"),
    /** The GPU resource. */
    GPU_RESOURCE_NAME("", "NAME", "the extended resource that stands for a GPU, such as nvidia.com/gpu"),
    /** Allowed paths of nodes. */
    HOST_PATHS("any", "PATHS", "paths of nodes that containers may mount: any, none, or prefixes separated by commas"),
    /** The time limit of starts. */
    START_TIMEOUT("60", "SECONDS", "how long a start may take before it counts as failed"),
    /** The size of volumes. */
    VOLUME_SIZE("1Gi", "SIZE", "the size of a volume whose size nobody asked for"),
    /** Where published ports are reached. */
    PUBLISH(
            "loadbalancer",
            "MODE",
            "where published ports are reached: loadbalancer, nodeport, clusterip, hostport or forward"),
    /** Whether containers are kept apart. */
    NETWORK_ISOLATION("false", "BOOL", "keep containers without a common network apart by NetworkPolicies"),
    /** The domain of the cluster's DNS. */
    CLUSTER_DOMAIN(
            "", "DOMAIN", "the domain of the cluster's DNS; empty for that of d2k's own pod, else cluster.local"),
    /** The addresses of the cluster's DNS. */
    CLUSTER_DNS(
            "",
            "ADDRESSES",
            "the addresses of the cluster's DNS; empty to find them, kubernetes to leave resolvers to Kubernetes"),
    /** The address of d2k's name server. */
    NAME_SERVER(
            "",
            "ADDRESS",
            "serve names to containers, as Docker's name server does, at this address (or a name that stands for it), by"
                    + " which pods reach d2k at port 53; empty for none"),
    /** The port of d2k's name server. */
    NAME_SERVER_PORT("53", "PORT", "the port that the name server listens on, where something leads port 53 to it"),
    /** What host-gateway is. */
    HOST_GATEWAY_IP(
            "",
            "ADDRESS",
            "what host-gateway stands for in --add-host; empty for the address of the node, where there is but one"),
    /** The engine's address for containers. */
    CONTAINER_DOCKER_HOST(
            "",
            "ADDRESS",
            "what containers that mount Docker's socket get as DOCKER_HOST instead, such as tcp://d2k.d2k.svc:2375"),
    /** Mirrors of registries. */
    REGISTRY_MIRRORS("", "MIRRORS", "mirrors of registries, such as docker.io=http://mirror:5000, separated by commas"),
    /** The server's certificate. */
    TLS_CERT_FILE("", "FILE", "serve TLS with this certificate (PEM); the port is 2376 then unless set"),
    /** The key of the server's certificate. */
    TLS_KEY_FILE("", "FILE", "the private key of the certificate (PEM)"),
    /** The authority of clients' certificates. */
    TLS_CA_FILE("", "FILE", "serve only clients whose certificate is signed by this authority (PEM)"),
    /** Names of the server. */
    ALLOWED_HOSTS(
            "",
            "NAMES",
            "names that clients use for this server over plain TCP, besides addresses and names of the cluster,"
                    + " separated by commas; * for any"),
    /** Pages that may call. */
    ALLOWED_ORIGINS("", "ORIGINS", "origins of web pages that may call, such as https://portainer.example:9443"),
    /** Whether containers may have privileges. */
    ALLOW_PRIVILEGED("true", "BOOL", "whether containers may be privileged or get more capabilities than usual"),
    /** What pods have to be fit for. */
    POD_SECURITY(
            "auto",
            "LEVEL",
            "restricted to make pods fit for that level of Pod Security, baseline or privileged to have them as Docker has"
                    + " containers, auto for what the label of the namespace says"),
    /** The port of probes. */
    HEALTH_PORT("", "PORT", "a port for /health/live, /health/ready and /metrics; empty for none, 0 for any free one"),
    /** Whether there are replicas. */
    LEADER_ELECTION(
            "false",
            "BOOL",
            "run as one of several on the namespace: a Lease decides which one serves, the others pass connections on");

    private final String fallback;
    private final String form;
    private final String description;

    Setting(String fallback, String form, String description) {
        this.fallback = fallback;
        this.form = form;
        this.description = description;
    }

    /** Returns the environment variable, such as {@code D2K_PORT}. */
    public String variable() {
        return "D2K_" + name();
    }

    /** Returns the flag, such as {@code --port}. */
    public String flag() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the value that holds when nothing is set. */
    public String fallback() {
        return fallback;
    }

    /** Returns the placeholder of the value in help texts. */
    public String form() {
        return form;
    }

    /** Returns what it is, for help texts. */
    public String description() {
        return description;
    }
}
