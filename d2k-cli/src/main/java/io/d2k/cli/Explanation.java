package io.d2k.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.k8s.cluster.Manifest;
import io.d2k.translate.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a request became what of a manifest, and why: a table. */
final class Explanation {
    private static final String POD = "pod: ";
    private static final String MAIN = POD + "containers[main].";

    /** Field of the request, field of the manifest, reason. */
    private static final List<Row> ROWS = List.of(
            new Row("Image", MAIN + "image", "pulled where it is missing: IfNotPresent"),
            new Row("Entrypoint", MAIN + "command", "replaces the entrypoint of the image"),
            new Row("Cmd", MAIN + "args", "the arguments; the image's entrypoint stays"),
            new Row("Env", MAIN + "env", "as it is: nothing in it is expanded"),
            new Row("WorkingDir", MAIN + "workingDir", "as it is"),
            new Row("User", MAIN + "securityContext", "numbers; a name cannot be looked up in an image"),
            new Row("Hostname", POD + "hostname", "a DNS label"),
            new Row("Tty", MAIN + "tty", "as it is"),
            new Row("OpenStdin", MAIN + "stdin", "as it is"),
            new Row("Healthcheck", MAIN + "readinessProbe", "Docker does not kill what is unhealthy, so no liveness"),
            new Row("StopTimeout", POD + "terminationGracePeriodSeconds", "time between TERM and KILL"),
            new Row("ExposedPorts", MAIN + "ports", "tells what listens; publishes nothing"),
            new Row("HostConfig.PortBindings", "Service", "published ports are reached through a Service"),
            new Row("HostConfig.PublishAllPorts", "Service", "node ports for all exposed ports"),
            new Row("HostConfig.Binds", POD + "volumes", "a named volume is a claim, a path that of the node"),
            new Row("HostConfig.Mounts", POD + "volumes", "a named volume is a claim, a path that of the node"),
            new Row("HostConfig.Tmpfs", POD + "volumes", "an emptyDir in memory"),
            new Row("Volumes", POD + "volumes", "anonymous volumes are claims of their own"),
            new Row("HostConfig.Memory", MAIN + "resources", "a limit; next to nothing is requested"),
            new Row("HostConfig.MemoryReservation", MAIN + "resources", "a request"),
            new Row("HostConfig.NanoCpus", MAIN + "resources", "a limit; next to nothing is requested"),
            new Row("HostConfig.CpuShares", MAIN + "resources", "a request: 1024 are one CPU"),
            new Row("HostConfig.CpuQuota", MAIN + "resources", "a limit: quota by period"),
            new Row("HostConfig.DeviceRequests", MAIN + "resources", "an extended resource"),
            new Row("HostConfig.ShmSize", POD + "volumes", "an emptyDir in memory at /dev/shm"),
            new Row("HostConfig.Privileged", MAIN + "securityContext", "as it is"),
            new Row("HostConfig.CapAdd", MAIN + "securityContext", "as it is"),
            new Row("HostConfig.CapDrop", MAIN + "securityContext", "as it is"),
            new Row("HostConfig.ReadonlyRootfs", MAIN + "securityContext", "as it is"),
            new Row("HostConfig.SecurityOpt", MAIN + "securityContext", "no-new-privileges"),
            new Row("HostConfig.GroupAdd", POD + "securityContext", "supplemental groups"),
            new Row("HostConfig.Sysctls", POD + "securityContext", "safe kernel parameters"),
            new Row("HostConfig.Init", POD + "shareProcessNamespace", "the pause process reaps zombies"),
            new Row("HostConfig.ExtraHosts", POD + "hostAliases", "lines of /etc/hosts"),
            new Row("HostConfig.Dns", POD + "dnsConfig", "name servers in place of the cluster's"),
            new Row("HostConfig.DnsSearch", POD + "dnsConfig", "searched domains"),
            new Row("HostConfig.DnsOptions", POD + "dnsConfig", "options of the resolver"),
            new Row("NetworkingConfig.EndpointsConfig", "ConfigMap", "a record of the network; names are Services"),
            new Row("Labels", "annotation d2k.io/spec", "Docker's labels hold what Kubernetes' cannot"));

    private record Row(String docker, String kubernetes, String why) {}

    private Explanation() {}

    /** Returns the table of all containers. */
    static String table(List<ApiRequest> requests, List<Manifest> manifests) {
        StringBuilder out = new StringBuilder();
        for (ApiRequest request : requests) {
            if (request instanceof ApiRequest.CreateContainer container) {
                of(container, manifests).ifPresent(out::append);
            }
        }
        return out.toString();
    }

    private static Optional<String> of(ApiRequest.CreateContainer container, List<Manifest> manifests) {
        Optional<Manifest> record = manifests.stream()
                .filter(m -> m.kind().equals("Deployment") || m.kind().equals("PodTemplate"))
                .filter(m -> m.annotation("d2k.io/name").equals(Optional.of(container.name())))
                .findFirst();
        if (record.isEmpty()) {
            return Optional.empty();
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("DOCKER", "KUBERNETES", "WHY"));
        boolean service = record.get().kind().equals("Deployment");
        lines.add(List.of(
                "restart=" + restart(container.body()),
                record.get().kind(),
                service ? "keeps running, and outlives its node" : "runs at most once for each start"));
        for (Row row : ROWS) {
            JsonNode value = at(container.body(), row.docker());
            if (!GONE.test(value)) {
                boolean there = !row.kubernetes().startsWith(POD) || present(record.get(), row.kubernetes());
                lines.add(List.of(
                        row.docker(), there ? row.kubernetes() : "-", there ? row.why() : "nothing to carry over"));
            }
        }
        return Optional.of(container.subject() + ": " + record.get().kind() + " "
                + record.get().name() + "\n" + layout(lines) + "\n");
    }

    private static final java.util.function.Predicate<JsonNode> GONE = v -> v.isMissingNode()
            || v.isNull()
            || v.isBoolean() && !v.asBoolean()
            || v.isContainerNode() && v.isEmpty()
            || v.isTextual() && v.asText().isEmpty();

    private static String restart(ObjectNode body) {
        String name = body.path("HostConfig").path("RestartPolicy").path("Name").asText();
        return name.isEmpty() ? "no" : name;
    }

    private static JsonNode at(JsonNode body, String path) {
        JsonNode node = body;
        for (String step : path.split("\\.")) {
            node = node.path(step);
        }
        return node;
    }

    private static boolean present(Manifest manifest, String path) {
        Object node = manifest.tree();
        for (String step : manifest.kind().equals("Deployment")
                ? List.of("spec", "template", "spec")
                : List.of("template", "spec")) {
            node = node instanceof Map<?, ?> map ? map.get(step) : null;
        }
        String field = path.substring(POD.length());
        if (path.startsWith(MAIN)) {
            field = path.substring(MAIN.length());
            Object containers = node instanceof Map<?, ?> map ? map.get("containers") : null;
            node = containers instanceof List<?> list && !list.isEmpty() ? list.getFirst() : null;
        }
        return node instanceof Map<?, ?> map && map.containsKey(field);
    }

    /** Returns lines of cells in columns. */
    static String layout(List<? extends List<String>> lines) {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        lines.forEach(line -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        StringBuilder out = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                row.append(line.get(i)).repeat(' ', widths[i] - line.get(i).length() + 3);
            }
            out.append(row.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
