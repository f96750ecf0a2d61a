package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.PortSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The containers of one service, as docker compose asks for them. */
final class ServiceRequests {
    private static final long NANOS = 1_000_000_000L;

    private final Project project;
    private final Fields root;
    private final String service;
    private final Fields fields;
    private final Map<String, Fields> services;
    private final Networks networks;
    private final Volumes volumes;
    private final ServiceVariables variables;

    ServiceRequests(
            Project project,
            Fields root,
            String service,
            Fields fields,
            Map<String, Fields> services,
            Networks networks,
            Volumes volumes) {
        this.project = project;
        this.root = root;
        this.service = service;
        this.fields = fields;
        this.services = services;
        this.networks = networks;
        this.volumes = volumes;
        this.variables = new ServiceVariables(project, fields);
    }

    List<ApiRequest> all() {
        int replicas = replicas();
        Optional<String> named = fields.text("container_name");
        if (named.isPresent() && replicas > 1) {
            fields.error("container_name", "a service with a container name has one container, not " + replicas);
        }
        if (replicas == 0) {
            fields.warn("scale", "no container is made: the service is scaled to 0");
        }
        judge();
        compareBoth();
        List<ApiRequest> all = new ArrayList<>();
        for (int number = 1; number <= replicas; number++) {
            String name = named.orElse(project.name() + "-" + service + "-" + number);
            all.add(container(name, number));
        }
        return all;
    }

    private int replicas() {
        OptionalLong scale = fields.number("scale");
        OptionalLong replicas = fields.object("deploy").number("replicas");
        long count = scale.orElse(replicas.orElse(1));
        if (count < 0 || count > 1000) {
            fields.error(scale.isPresent() ? "scale" : "deploy", "a number of containers from 0 to 1000 is expected");
            return 1;
        }
        return (int) count;
    }

    /** What a service may be asked for in two ways, which must not differ. */
    private static final Map<String, String> TWICE = Map.of(
            "scale", "deploy.replicas",
            "cpus", "deploy.resources.limits.cpus",
            "mem_limit", "deploy.resources.limits.memory",
            "mem_reservation", "deploy.resources.reservations.memory",
            "pids_limit", "deploy.resources.limits.pids");

    private void compareBoth() {
        TWICE.forEach((key, other) -> {
            Fields below = fields;
            String[] steps = other.split("\\.");
            for (String step : List.of(steps).subList(0, steps.length - 1)) {
                below = below.object(step);
            }
            Optional<String> there = below.text(steps[steps.length - 1]);
            if (there.isPresent()
                    && fields.text(key).filter(t -> !t.equals(there.get())).isPresent()) {
                fields.error(key, "can't set distinct values on '" + key + "' and '" + other + "'");
            }
        });
    }

    /** Says what of a service is nothing that a container has. */
    private void judge() {
        if (fields.has("build")) {
            fields.warn(
                    "build",
                    "d2k builds no images: the image \"" + image() + "\" has to be in a registry that the nodes reach");
        }
        for (String key : List.of(
                "develop",
                "post_start",
                "pre_stop",
                "credential_spec",
                "models",
                "provider",
                "use_api_socket",
                "isolation",
                "cpu_count",
                "cpu_percent")) {
            if (fields.has(key)) {
                fields.warn(key, "not carried over");
            }
        }
        Map<String, Fields> needed = fields.objects("depends_on");
        if (!needed.isEmpty()) {
            String conditions = needed.entrySet().stream()
                    .map(e -> e.getKey() + " (" + e.getValue().text("condition").orElse("service_started") + ")")
                    .collect(Collectors.joining(", "));
            fields.warn(
                    "depends_on",
                    "kubectl apply starts everything at once, in whatever order: it does not wait for " + conditions);
            needed.keySet().stream()
                    .filter(other -> !services.containsKey(other))
                    .filter(other -> !needed.get(other).text("required").equals(Optional.of("false")))
                    .forEach(other -> fields.error("depends_on", "there is no service \"" + other + "\""));
        }
        Fields deploy = fields.object("deploy");
        for (String key : List.of("mode", "endpoint_mode", "update_config", "rollback_config", "placement", "labels")) {
            boolean plain = key.equals("mode") && deploy.text("mode").equals(Optional.of("replicated"));
            if (deploy.has(key) && !plain) {
                deploy.warn(key, "not carried over: it is for swarm services");
            }
        }
    }

    private String image() {
        return fields.text("image").filter(i -> !i.isEmpty()).orElse(project.name() + "-" + service);
    }

    private ApiRequest container(String name, int number) {
        if (fields.text("image").filter(i -> !i.isEmpty()).isEmpty() && !fields.has("build")) {
            fields.error("image", "a service has an image or a build");
        }
        ObjectNode body = ComposeRequests.object();
        ObjectNode host = ComposeRequests.object();
        process(body);
        HealthFields.write(fields, body);
        ports(body, host);
        ServiceHost.write(fields, host);
        ServiceStorage storage = new ServiceStorage(project, root, fields, services, volumes);
        storage.write(host);
        ObjectNode endpoints = new ServiceNetworks(project, service, fields, services, networks).write(name, host);
        if (!host.isEmpty()) {
            body.set("HostConfig", host);
        }
        if (!endpoints.isEmpty()) {
            body.putObject("NetworkingConfig").set("EndpointsConfig", endpoints);
        }
        labels(body, number);
        return new ApiRequest.CreateContainer(
                "service \"" + service + "\"", name, fields.text("platform").orElse(""), body, storage.uploads(), true);
    }

    private void process(ObjectNode body) {
        fields.text("hostname").ifPresent(h -> body.put("Hostname", h));
        fields.text("domainname").ifPresent(d -> body.put("Domainname", d));
        fields.text("user").ifPresent(u -> body.put("User", u));
        body.put("AttachStdout", true).put("AttachStderr", true);
        if (fields.flag("tty")) {
            body.put("Tty", true);
        }
        if (fields.flag("stdin_open")) {
            body.put("OpenStdin", true);
        }
        ArrayNode env = body.arrayNode();
        variables.environment().forEach((name, value) -> env.add(name + "=" + value));
        if (!env.isEmpty()) {
            body.set("Env", env);
        }
        fields.command("command").filter(c -> !c.isEmpty()).ifPresent(c -> c.forEach(body.withArray("Cmd")::add));
        body.put("Image", image());
        fields.text("working_dir").ifPresent(d -> body.put("WorkingDir", d));
        fields.command("entrypoint").ifPresent(e -> {
            ArrayNode words = body.putArray("Entrypoint");
            e.forEach(words::add);
            if (e.isEmpty()) {
                words.add("");
            }
        });
        fields.text("mac_address").ifPresent(m -> body.put("MacAddress", m));
        fields.text("stop_signal").ifPresent(s -> body.put("StopSignal", s));
        OptionalLong grace = fields.nanos("stop_grace_period");
        if (grace.isPresent()) {
            body.put("StopTimeout", (grace.getAsLong() + NANOS - 1) / NANOS);
        }
    }

    private void labels(ObjectNode body, int number) {
        Map<String, String> own = new TreeMap<>();
        own.putAll(variables.labels());
        Map<String, String> composes = new TreeMap<>();
        composes.put(Labels.PROJECT, project.name());
        composes.put(Labels.SERVICE, service);
        composes.put(Labels.NUMBER, Integer.toString(number));
        composes.put(Labels.ONE_OFF, "False");
        composes.put(Labels.CONFIG_HASH, Labels.hash(body));
        composes.put(
                Labels.DEPENDS_ON,
                fields.objects("depends_on").entrySet().stream()
                        .map(e -> e.getKey() + ":"
                                + e.getValue().text("condition").orElse("service_started") + ":"
                                + e.getValue().flag("restart"))
                        .collect(Collectors.joining(",")));
        ComposeRequests.labels(body, own, composes);
    }

    private void ports(ObjectNode body, ObjectNode host) {
        List<PortSpec> published = new ArrayList<>();
        PortFields.each(fields, (item, ports) -> published.addAll(ports));
        PortSpec.write(published, PortFields.exposed(fields), body, host);
    }
}
