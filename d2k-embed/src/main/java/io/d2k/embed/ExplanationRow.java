package io.d2k.embed;

import java.util.List;

/**
 * What one field becomes.
 *
 * @param docker the field of the request
 * @param kubernetes the field of the manifest
 * @param why the reason
 */
record ExplanationRow(String docker, String kubernetes, String why) {
    /** How fields of pods begin. */
    static final String POD = "pod: ";

    /** How fields of the container begin that runs the process. */
    static final String MAIN = POD + "containers[main].";

    private static final String HOSTNAME = "a DNS label; with dots (`hostnameOverride`) from Kubernetes 1.35 on";
    private static final String CONTAINER = "TaskTemplate.ContainerSpec.";
    private static final String RESOURCES = "TaskTemplate.Resources.";

    /** {@code POST /containers/create}. */
    static final List<ExplanationRow> CONTAINERS = List.of(
            new ExplanationRow("Image", MAIN + "image", "pulled where it is missing: IfNotPresent"),
            new ExplanationRow("Entrypoint", MAIN + "command", "replaces the entrypoint of the image"),
            new ExplanationRow("Cmd", MAIN + "args", "the arguments; the image's entrypoint stays"),
            new ExplanationRow("Env", MAIN + "env", "as it is: nothing in it is expanded"),
            new ExplanationRow("WorkingDir", MAIN + "workingDir", "as it is"),
            new ExplanationRow("User", MAIN + "securityContext", "numbers; names are looked up in the image"),
            new ExplanationRow("Hostname", POD + "hostname", HOSTNAME),
            new ExplanationRow("Tty", MAIN + "tty", "as it is"),
            new ExplanationRow("OpenStdin", MAIN + "stdin", "as it is"),
            new ExplanationRow(
                    "Healthcheck", MAIN + "readinessProbe", "Docker does not kill what is unhealthy, so no liveness"),
            new ExplanationRow(
                    "Healthcheck.StartPeriod", MAIN + "startupProbe", "checks at the start interval until one passes"),
            new ExplanationRow("StopTimeout", POD + "terminationGracePeriodSeconds", "time between TERM and KILL"),
            new ExplanationRow("ExposedPorts", MAIN + "ports", "tells what listens; publishes nothing"),
            new ExplanationRow("HostConfig.PortBindings", "Service", "published ports are reached through a Service"),
            new ExplanationRow("HostConfig.PublishAllPorts", "Service", "node ports for all exposed ports"),
            new ExplanationRow(
                    "HostConfig.Binds", POD + "volumes", "a named volume is a claim, a path that of the node"),
            new ExplanationRow(
                    "HostConfig.Mounts", POD + "volumes", "a named volume is a claim, a path that of the node"),
            new ExplanationRow("HostConfig.Tmpfs", POD + "volumes", "an emptyDir in memory"),
            new ExplanationRow("Volumes", POD + "volumes", "anonymous volumes are claims of their own"),
            new ExplanationRow("HostConfig.Memory", MAIN + "resources", "a limit; next to nothing is requested"),
            new ExplanationRow("HostConfig.MemoryReservation", MAIN + "resources", "a request"),
            new ExplanationRow("HostConfig.NanoCpus", MAIN + "resources", "a limit; next to nothing is requested"),
            new ExplanationRow("HostConfig.CpuShares", MAIN + "resources", "a request: 1024 are a tenth of a CPU"),
            new ExplanationRow("HostConfig.CpuQuota", MAIN + "resources", "a limit: quota by period"),
            new ExplanationRow("HostConfig.LogConfig", "the node's log", "docker logs --details shows what it names"),
            new ExplanationRow("HostConfig.DeviceRequests", MAIN + "resources", "an extended resource"),
            new ExplanationRow("HostConfig.ShmSize", POD + "volumes", "an emptyDir in memory at /dev/shm"),
            new ExplanationRow("HostConfig.Privileged", MAIN + "securityContext", "as it is"),
            new ExplanationRow("HostConfig.CapAdd", MAIN + "securityContext", "as it is"),
            new ExplanationRow("HostConfig.CapDrop", MAIN + "securityContext", "as it is"),
            new ExplanationRow("HostConfig.ReadonlyRootfs", MAIN + "securityContext", "as it is"),
            new ExplanationRow(
                    "HostConfig.SecurityOpt",
                    MAIN + "securityContext",
                    "no-new-privileges, seccomp: the runtime's filter unless unconfined, apparmor=unconfined (1.30)"),
            new ExplanationRow("HostConfig.GroupAdd", POD + "securityContext", "supplemental groups"),
            new ExplanationRow(
                    "HostConfig.Ulimits", MAIN + "command", "the image's shell, within the node's hard limits"),
            new ExplanationRow("HostConfig.Sysctls", POD + "securityContext", "safe kernel parameters"),
            new ExplanationRow("HostConfig.Init", POD + "shareProcessNamespace", "the pause process reaps zombies"),
            new ExplanationRow("HostConfig.ExtraHosts", POD + "hostAliases", "lines of /etc/hosts"),
            new ExplanationRow(
                    "HostConfig.Links", POD + "hostAliases, variables", "where the network is the default bridge"),
            new ExplanationRow("HostConfig.Dns", POD + "dnsConfig", "name servers in place of the cluster's"),
            new ExplanationRow("HostConfig.DnsSearch", POD + "dnsConfig", "searched domains"),
            new ExplanationRow("HostConfig.DnsOptions", POD + "dnsConfig", "options of the resolver"),
            new ExplanationRow(
                    "NetworkingConfig.EndpointsConfig", "ConfigMap", "a record of the network; names are Services"),
            new ExplanationRow("Labels", "annotation d2k.io/spec", "Docker's labels hold what Kubernetes' cannot"));

    /** {@code POST /services/create}. */
    static final List<ExplanationRow> SERVICES = List.of(
            new ExplanationRow("Mode.Replicated.Replicas", "Deployment: replicas", "as many tasks, on any nodes"),
            new ExplanationRow("UpdateConfig", "Deployment: strategy", "parallelism, order and delay of replacements"),
            new ExplanationRow("RollbackConfig", "ConfigMap", "d2k goes back when an update fails"),
            new ExplanationRow("EndpointSpec.Ports", "Service", "ingress: one address for all tasks; host: a hostPort"),
            new ExplanationRow("Labels", "ConfigMap", "Docker's labels hold what Kubernetes' cannot"),
            new ExplanationRow(CONTAINER + "Image", MAIN + "image", "pulled where it is missing: IfNotPresent"),
            new ExplanationRow(CONTAINER + "Command", MAIN + "command", "replaces the entrypoint of the image"),
            new ExplanationRow(CONTAINER + "Args", MAIN + "args", "the arguments; the image's entrypoint stays"),
            new ExplanationRow(CONTAINER + "Env", MAIN + "env", "as it is; templates are filled in"),
            new ExplanationRow(CONTAINER + "Dir", MAIN + "workingDir", "as it is"),
            new ExplanationRow(
                    CONTAINER + "User", MAIN + "securityContext", "numbers; names are looked up in the image"),
            new ExplanationRow(CONTAINER + "Groups", POD + "securityContext", "supplemental groups"),
            new ExplanationRow(CONTAINER + "Hostname", POD + "hostname", HOSTNAME),
            new ExplanationRow(CONTAINER + "TTY", MAIN + "tty", "as it is"),
            new ExplanationRow(CONTAINER + "Healthcheck", MAIN + "readinessProbe", "and a liveness: swarms replace"),
            new ExplanationRow(
                    CONTAINER + "Healthcheck.StartPeriod", MAIN + "startupProbe", "and then as long as retries take"),
            new ExplanationRow(CONTAINER + "Mounts", POD + "volumes", "a named volume is a claim, a path the node's"),
            new ExplanationRow(CONTAINER + "Secrets", POD + "volumes", "a Secret, one volume for each file"),
            new ExplanationRow(
                    CONTAINER + "Configs",
                    POD + "volumes",
                    "a ConfigMap, one volume for each file; templates are filled in"),
            new ExplanationRow(CONTAINER + "Hosts", POD + "hostAliases", "lines of /etc/hosts"),
            new ExplanationRow(CONTAINER + "DNSConfig", POD + "dnsConfig", "name servers, searched domains, options"),
            new ExplanationRow(CONTAINER + "StopGracePeriod", POD + "terminationGracePeriodSeconds", "TERM to KILL"),
            new ExplanationRow(CONTAINER + "CapabilityAdd", MAIN + "securityContext", "as it is"),
            new ExplanationRow(CONTAINER + "CapabilityDrop", MAIN + "securityContext", "as it is"),
            new ExplanationRow(CONTAINER + "ReadOnly", MAIN + "securityContext", "as it is"),
            new ExplanationRow(CONTAINER + "Sysctls", POD + "securityContext", "safe kernel parameters"),
            new ExplanationRow(CONTAINER + "Init", POD + "shareProcessNamespace", "the pause process reaps zombies"),
            new ExplanationRow(RESOURCES + "Limits", MAIN + "resources", "limits"),
            new ExplanationRow(RESOURCES + "Reservations", MAIN + "resources", "requests"),
            new ExplanationRow("TaskTemplate.RestartPolicy", "Deployment or pods", "tasks that end for good are d2k's"),
            new ExplanationRow("TaskTemplate.Placement.Constraints", POD + "affinity", "labels of nodes"),
            new ExplanationRow(
                    "TaskTemplate.Placement.Preferences", POD + "topologySpreadConstraints", "spread over labels"),
            new ExplanationRow(
                    "TaskTemplate.Placement.MaxReplicas",
                    POD + "affinity",
                    "one on a node; for more d2k makes the pods and chooses nodes"),
            new ExplanationRow("TaskTemplate.Networks", "ConfigMap", "the networks; names are Services"));
}
