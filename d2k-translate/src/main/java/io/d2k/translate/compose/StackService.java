package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.Capabilities;
import io.d2k.translate.HostEntry;
import io.d2k.translate.ImageName;
import io.d2k.translate.PortSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One service as {@code docker stack deploy} asks for it. */
final class StackService {
    /** What is read; all else is passed over, as Docker's command line does, but not in silence. */
    private static final Set<String> READ = Set.of(("annotations cap_add cap_drop command configs deploy dns dns_search"
                    + " entrypoint env_file environment extra_hosts healthcheck hostname image init isolation label_file"
                    + " labels logging networks ports profiles read_only restart secrets stdin_open stop_grace_period"
                    + " stop_signal sysctls tty ulimits user volumes working_dir")
            .split(" "));

    /** What says the same in a swarm. */
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("build", "the image has to be in a registry that the nodes reach"),
            Map.entry("container_name", "tasks are named after their service"),
            Map.entry("cpus", "a swarm takes deploy.resources.limits.cpus"),
            Map.entry("depends_on", "a swarm starts all services at once"),
            Map.entry("expose", "services on a network reach all of each other's ports"),
            Map.entry("links", "services on a network find each other by name"),
            Map.entry("mem_limit", "a swarm takes deploy.resources.limits.memory"),
            Map.entry("mem_reservation", "a swarm takes deploy.resources.reservations.memory"),
            Map.entry("network_mode", "a swarm takes networks, and ports in mode host"),
            Map.entry("pids_limit", "a swarm takes deploy.resources.limits.pids"),
            Map.entry("scale", "a swarm takes deploy.replicas"),
            Map.entry("tmpfs", "a swarm takes volumes of type tmpfs"));

    private final Project project;
    private final String name;
    private final Fields fields;
    private final Networks networks;
    private final StackFiles secrets;
    private final StackFiles configs;
    private final StackMounts mounts;

    StackService(
            Project project,
            String name,
            Fields fields,
            Networks networks,
            StackFiles secrets,
            StackFiles configs,
            StackMounts mounts) {
        this.project = project;
        this.name = name;
        this.fields = fields;
        this.networks = networks;
        this.secrets = secrets;
        this.configs = configs;
        this.mounts = mounts;
    }

    ApiRequest request() {
        judge();
        String image = fields.text("image").orElse("");
        if (image.isEmpty()) {
            fields.error("image", "invalid image reference for service " + name + ": no image specified");
        }
        Fields deploy = fields.object("deploy");
        StackDeploy deployed = new StackDeploy(fields);
        ObjectNode body = ComposeRequests.object().put("Name", project.name() + "_" + name);
        Map<String, String> labels = new TreeMap<>(deploy.texts(deploy.pairs("labels")));
        labels.put(Labels.STACK_IMAGE, image);
        StackRequests.labels(project, labels, body);
        ObjectNode task = body.putObject("TaskTemplate");
        container(image, task.putObject("ContainerSpec"));
        deployed.resources(task);
        deployed.restart(task);
        deployed.placement(task);
        networks(task);
        logging(task);
        deployed.mode(body);
        deployed.updates(body);
        ObjectNode endpoint = body.putObject("EndpointSpec");
        deploy.text("endpoint_mode").ifPresent(m -> endpoint.put("Mode", m));
        ports(endpoint);
        return new ApiRequest.CreateService("service \"" + name + "\"", body);
    }

    private void judge() {
        fields.map().fields().keySet().stream()
                .filter(key -> fields.has(key) && !READ.contains(key) && !key.startsWith("x-"))
                .filter(Schema::knownOfServices)
                .forEach(key -> fields.warn(
                        key,
                        "passed over, as docker stack deploy does"
                                + Optional.ofNullable(INSTEAD.get(key))
                                        .map(t -> ": " + t)
                                        .orElse("")));
    }

    private void container(String image, ObjectNode out) {
        out.put("Image", ImageName.tagged(image));
        ServiceVariables variables = new ServiceVariables(project, fields);
        StackRequests.labels(project, variables.labels(), out);
        fields.command("entrypoint").ifPresent(words -> texts(out, "Command", words));
        fields.command("command").ifPresent(words -> texts(out, "Args", words));
        fields.text("hostname").ifPresent(h -> out.put("Hostname", h));
        texts(
                out,
                "Env",
                variables.environment().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList());
        fields.text("working_dir").ifPresent(d -> out.put("Dir", d));
        fields.text("user").ifPresent(u -> out.put("User", u));
        out.putObject("Privileges").putNull("CredentialSpec").putNull("SELinuxContext");
        if (fields.has("init")) {
            out.put("Init", fields.flag("init"));
        }
        fields.text("stop_signal").ifPresent(s -> out.put("StopSignal", s));
        Map.of("tty", "TTY", "stdin_open", "OpenStdin", "read_only", "ReadOnly").forEach((key, field) -> {
            if (fields.flag(key)) {
                out.put(field, true);
            }
        });
        mounts.write(fields, out);
        fields.nanos("stop_grace_period").ifPresent(n -> out.put("StopGracePeriod", n));
        HealthFields.write(fields, out);
        texts(
                out,
                "Hosts",
                fields.pairs("extra_hosts", ":=").entrySet().stream()
                        .map(e -> new HostEntry(e.getKey(), e.getValue().orElse("")).ofService())
                        .toList());
        dns(out);
        secrets.write(fields, out);
        configs.write(fields, out);
        fields.text("isolation").ifPresent(i -> out.put("Isolation", i));
        fields.texts(fields.pairs("sysctls"))
                .forEach((key, value) -> out.withObject("/Sysctls").put(key, value));
        Capabilities capabilities = Capabilities.of(fields.texts("cap_add"), fields.texts("cap_drop"));
        texts(out, "CapabilityAdd", capabilities.added());
        texts(out, "CapabilityDrop", capabilities.dropped());
        ServiceHost.ulimits(fields, out);
    }

    private void dns(ObjectNode out) {
        List<String> servers = fields.texts("dns");
        List<String> search = fields.texts("dns_search");
        if (!servers.isEmpty() || !search.isEmpty()) {
            ObjectNode dns = out.putObject("DNSConfig");
            texts(dns, "Nameservers", servers);
            texts(dns, "Search", search);
        }
    }

    private void networks(ObjectNode task) {
        Map<String, Fields> joined = new TreeMap<>(fields.objects("networks"));
        boolean byDefault = joined.isEmpty();
        if (byDefault) {
            joined.put(Networks.DEFAULT, fields);
        }
        joined.forEach((key, settings) -> {
            Optional<String> network = networks.use(key);
            if (network.isEmpty()) {
                fields.error("networks", "undefined network \"" + key + "\"");
                return;
            }
            ObjectNode out = task.withArray("Networks").addObject().put("Target", network.get());
            ArrayNode aliases = out.putArray("Aliases");
            if (!byDefault) {
                settings.texts("aliases").forEach(aliases::add);
                settings.texts(settings.pairs("driver_opts"))
                        .forEach((k, v) -> out.withObject("/DriverOpts").put(k, v));
            }
            aliases.add(name);
        });
    }

    private void logging(ObjectNode task) {
        if (fields.has("logging")) {
            Fields logging = fields.object("logging");
            ObjectNode driver = task.putObject("LogDriver");
            logging.text("driver").ifPresent(d -> driver.put("Name", d));
            logging.texts(logging.pairs("options"))
                    .forEach((key, value) -> driver.withObject("/Options").put(key, value));
        }
    }

    private void ports(ObjectNode endpoint) {
        PortFields.each(fields, (item, ports) -> {
            String mode = item.text("mode").orElse("ingress").toLowerCase(Locale.ROOT);
            for (PortSpec port : ports) {
                if (!port.hostIp().isEmpty()) {
                    fields.warn("ports", "the address " + port.hostIp() + " is passed over: a swarm publishes on all");
                }
                if (port.hostPort().contains("-")) {
                    throw new IllegalArgumentException(
                            "invalid hostport binding (" + port.hostPort() + ") for port (" + port.target() + ")");
                }
                // what the long form leaves open, the engine fills in
                boolean whole = item.map().fields().isEmpty();
                ObjectNode out = endpoint.withArray("Ports").addObject();
                if (whole || item.has("protocol")) {
                    out.put("Protocol", port.protocol());
                }
                out.put("TargetPort", port.target());
                if (!port.hostPort().isEmpty()) {
                    out.put("PublishedPort", Integer.parseInt(port.hostPort()));
                }
                if (whole || item.has("mode")) {
                    out.put("PublishMode", mode);
                }
            }
        });
    }

    private static void texts(ObjectNode out, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode list = out.putArray(field);
            texts.forEach(list::add);
        }
    }
}
