package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The container of a task as a request to create it, as a node of a swarm makes one. So a task is read, checked, translated
 * and shown by the same rules as what {@code docker run} makes.
 */
final class TaskContainerDocument {
    private static final long NANOS = 1_000_000_000L;
    private static final Pattern IMAGE_ID = Pattern.compile("[a-f0-9]{64}");

    private final Fields task;
    private final Fields container;
    private final ObjectNode config = DockerJson.object();
    private final ObjectNode host;

    private TaskContainerDocument(Fields task) {
        this.task = task;
        this.container = task.object("ContainerSpec");
        this.host = config.putObject("HostConfig");
    }

    /**
     * Returns the container that a task is. What is reserved for it is no setting of the container.
     *
     * @param task {@code TaskTemplate}
     * @param networks the networks that it joins
     * @param ports {@code EndpointSpec.Ports}; those in mode ingress are no container's in a swarm either
     * @throws EngineException in words of kind UNSUPPORTED for what no container can have
     */
    static ContainerSpec read(Fields task, List<Fields> networks, List<Fields> ports) {
        ContainerSpec spec = SpecReader.read(CreateDocument.parse(DockerJson.text(of(task, networks, ports))));
        Fields container = task.object("ContainerSpec");
        if (container.isSet("StopGracePeriod")) {
            // a swarm's node keeps the time itself, and gives its containers none
            long seconds = (container.number("StopGracePeriod") + NANOS - 1) / NANOS;
            spec = spec.with(
                    spec.process().withStopTimeout(Math.clamp(seconds, Integer.MIN_VALUE, Integer.MAX_VALUE)),
                    spec.storage());
        }
        Fields reserved = task.object("Resources").object("Reservations");
        return spec.with(spec.resources().reserving(reserved.number("NanoCPUs"), reserved.number("MemoryBytes")));
    }

    private static ObjectNode of(Fields task, List<Fields> networks, List<Fields> ports) {
        TaskContainerDocument document = new TaskContainerDocument(task);
        document.process();
        document.security();
        document.mounts();
        document.resolver();
        document.resources();
        document.endpoints(networks);
        document.ports(ports);
        return document.config;
    }

    private void process() {
        config.put("Image", image(container.text("Image")));
        copy("Labels", config, "Labels");
        copy("Command", config, "Entrypoint");
        copy("Args", config, "Cmd");
        copy("Hostname", config, "Hostname");
        copy("Env", config, "Env");
        copy("Dir", config, "WorkingDir");
        copy("User", config, "User");
        copy("TTY", config, "Tty");
        copy("OpenStdin", config, "OpenStdin");
        copy("StopSignal", config, "StopSignal");
        copy("Healthcheck", config, "Healthcheck");
    }

    /** The image as a node asks its engine for it; what is none, or an image's ID, is refused as it is. */
    private static String image(String asked) {
        if (IMAGE_ID.matcher(asked).matches()) {
            return asked;
        }
        try {
            return ImageReference.parse(asked).familiar();
        } catch (EngineException e) {
            return asked;
        }
    }

    private void security() {
        copy("Groups", host, "GroupAdd");
        copy("Init", host, "Init");
        copy("ReadOnly", host, "ReadonlyRootfs");
        copy("Isolation", host, "Isolation");
        copy("Sysctls", host, "Sysctls");
        copy("CapabilityAdd", host, "CapAdd");
        copy("CapabilityDrop", host, "CapDrop");
        host.putArray("Ulimits");
        copy("Ulimits", host, "Ulimits");
        copy("OomScoreAdj", host, "OomScoreAdj");
        Fields privileges = container.object("Privileges");
        List<String> options = new ArrayList<>();
        if (privileges.flag("NoNewPrivileges")) {
            options.add("no-new-privileges=true");
        }
        Fields selinux = privileges.object("SELinuxContext");
        for (String part : List.of("User", "Role", "Type", "Level")) {
            selinux.textIfSet(part).ifPresent(v -> options.add("label=" + part.toLowerCase(Locale.ROOT) + ":" + v));
        }
        if (selinux.flag("Disable")) {
            options.add("label=disable");
        }
        confine(privileges, options);
        Fields credentials = privileges.object("CredentialSpec");
        for (String part : List.of("Config", "File", "Registry")) {
            if (credentials.textIfSet(part).isPresent()) {
                throw EngineException.unsupported(
                        "credential specs are for Windows containers, which d2k does not run");
            }
        }
        if (!options.isEmpty()) {
            host.set("SecurityOpt", DockerJson.array(options));
        }
    }

    /** Filters and profiles as options of a container; of what is by default nothing is said. */
    private static void confine(Fields privileges, List<String> options) {
        Fields seccomp = privileges.object("Seccomp");
        switch (seccomp.text("Mode")) {
            case "", "default" -> {}
            case "custom" ->
                options.add("seccomp="
                        + new String(Base64.getDecoder().decode(seccomp.text("Profile")), StandardCharsets.UTF_8));
            case String mode -> options.add("seccomp=" + mode);
        }
        switch (privileges.object("AppArmor").text("Mode")) {
            case "", "default" -> {}
            case "disabled" -> options.add("apparmor=unconfined");
            case String mode -> options.add("apparmor=" + mode);
        }
    }

    private void mounts() {
        if (container.isSet("Mounts")) {
            host.set("Mounts", container.node().get("Mounts"));
        }
    }

    private void resolver() {
        ArrayNode hosts = DockerJson.mapper().createArrayNode();
        for (String line : container.texts("Hosts")) {
            String[] words = line.strip().split("\\s+");
            for (int i = 1; i < words.length; i++) {
                hosts.add(words[i] + ":" + words[0]);
            }
        }
        if (!hosts.isEmpty()) {
            host.set("ExtraHosts", hosts);
        }
        Fields dns = container.object("DNSConfig");
        copy(dns, "Nameservers", host, "Dns");
        copy(dns, "Search", host, "DnsSearch");
        copy(dns, "Options", host, "DnsOptions");
        Fields driver = task.object("LogDriver");
        if (!driver.text("Name").isEmpty()) {
            ObjectNode log = host.putObject("LogConfig").put("Type", driver.text("Name"));
            copy(driver, "Options", log, "Config");
        }
    }

    private void resources() {
        Fields limits = task.object("Resources").object("Limits");
        copy(limits, "NanoCPUs", host, "NanoCpus");
        copy(limits, "MemoryBytes", host, "Memory");
        copy(limits, "Pids", host, "PidsLimit");
        Fields reserved = task.object("Resources").object("Reservations");
        ArrayNode devices = DockerJson.mapper().createArrayNode();
        for (Fields generic : reserved.objects("GenericResources")) {
            Fields discrete = generic.object("DiscreteResourceSpec");
            Fields named = generic.object("NamedResourceSpec");
            boolean counted = !discrete.text("Kind").isEmpty();
            String kind = counted ? discrete.text("Kind") : named.text("Kind");
            if (!kind.toLowerCase(Locale.ROOT).contains("gpu")) {
                throw EngineException.unsupported("generic resource " + kind
                        + " is not available: on Kubernetes a device plugin offers resources; d2k asks for GPUs only");
            }
            ObjectNode device =
                    devices.addObject().put("Driver", "").put("Count", counted ? discrete.count("Value") : 1);
            device.putArray("Capabilities").addArray().add("gpu");
        }
        if (!devices.isEmpty()) {
            host.set("DeviceRequests", devices);
        }
    }

    /** Names and aliases of networks are the service's; what else was asked of them is judged as a container's. */
    private void endpoints(List<Fields> networks) {
        ObjectNode endpoints = DockerJson.object();
        for (Fields network : networks) {
            if (network.isSet("DriverOpts")) {
                copy(network, "DriverOpts", endpoints.putObject(network.text("Target")), "DriverOpts");
            }
        }
        if (!endpoints.isEmpty()) {
            config.putObject("NetworkingConfig").set("EndpointsConfig", endpoints);
        }
    }

    private void ports(List<Fields> ports) {
        ObjectNode bindings = host.putObject("PortBindings");
        ObjectNode exposed = DockerJson.object();
        for (Fields port : ports) {
            if (port.text("PublishMode").equals("host")) {
                String target = port.number("TargetPort") + "/"
                        + port.textIfSet("Protocol").filter(p -> !p.isEmpty()).orElse("tcp");
                exposed.putObject(target);
                long published = port.number("PublishedPort");
                bindings.putArray(target)
                        .addObject()
                        .put("HostIp", "")
                        .put("HostPort", published > 0 ? Long.toString(published) : "");
            }
        }
        if (!exposed.isEmpty()) {
            config.set("ExposedPorts", exposed);
        }
    }

    private void copy(String name, ObjectNode to, String as) {
        copy(container, name, to, as);
    }

    private static void copy(Fields from, String name, ObjectNode to, String as) {
        JsonNode value = from.node().path(name);
        if (!value.isMissingNode() && !value.isNull()) {
            to.set(as, value);
        }
    }
}
