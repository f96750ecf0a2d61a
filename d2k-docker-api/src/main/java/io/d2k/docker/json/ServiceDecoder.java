package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.out.ServiceDocuments;
import io.d2k.domain.service.EndpointSpec;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskSpec;
import io.d2k.domain.service.TaskSpec.NetworkTarget;
import io.d2k.domain.service.UpdateConfig;
import io.d2k.domain.swarm.RpcError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads services. */
public final class ServiceDecoder implements ServiceDocuments {
    private static final List<String> RUNTIMES = List.of("", "container", "plugin");
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    /**
     * The same, with the IDs of the networks that there are. What is no network is refused with the rest of the spec.
     *
     * @throws EngineException of kind UNAVAILABLE when the networks are not known yet
     */
    public static ServiceSpec decode(byte[] body, Networks networks) {
        return decode(body, ref -> networkId(networks, ref));
    }

    private static String networkId(Networks networks, String ref) {
        try {
            return networks.inspect(ref, "swarm").record().id();
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.UNAVAILABLE) {
                throw e;
            }
            return ref;
        }
    }

    /**
     * Reads {@code POST /services/create} and {@code POST /services/ID/update}.
     *
     * @param networkIds gives the ID of the network of that name or ID, by which a swarm keeps it and clients look for it;
     *     what names no network stays as it is
     * @throws EngineException of kind INVALID in Docker's words
     */
    public static ServiceSpec decode(byte[] body, UnaryOperator<String> networkIds) {
        // read once more, so that what was filled in stands in its place: equal requests have equal documents
        ObjectNode service = ServiceDefaults.apply(DockerJson.read(
                body.length == 0 ? NOTHING : body, ServiceSchema.SERVICE)); // no body asks for a service of zero values
        ServiceRequestCheck.check(new Fields(service));
        for (JsonNode networks : List.of(service.path("Networks"), service.at("/TaskTemplate/Networks"))) {
            networks.forEach(n -> ((ObjectNode) n)
                    .put("Target", networkIds.apply(n.path("Target").asText(""))));
        }
        String document = DockerJson.text(service);
        return new ServiceDecoder().readService(document);
    }

    @Override
    public ServiceSpec readService(String document) {
        // what an older d2k wrote lacks what is filled in by now, and would count as changed by the next update
        return spec(read(DockerJson.text(ServiceDefaults.apply(read(document)))));
    }

    private static ObjectNode read(String document) {
        return DockerJson.read(document.getBytes(StandardCharsets.UTF_8), ServiceSchema.SERVICE);
    }

    private static ServiceSpec spec(ObjectNode service) {
        var fields = new Fields(service);
        return new ServiceSpec(
                fields.text("Name"),
                fields.map("Labels"),
                mode(fields.object("Mode")),
                task(fields),
                update(fields.object("UpdateConfig")),
                update(fields.object("RollbackConfig")),
                endpoint(fields.object("EndpointSpec")),
                DockerJson.text(service));
    }

    private static ServiceMode mode(Fields mode) {
        if (mode.node().size() > 1) {
            throw EngineException.invalid("must specify only one service mode");
        }
        if (mode.isSet("Global")) {
            return new ServiceMode.Global();
        }
        if (mode.isSet("GlobalJob")) {
            return new ServiceMode.GlobalJob();
        }
        if (mode.isSet("ReplicatedJob")) {
            Fields job = mode.object("ReplicatedJob");
            return new ServiceMode.ReplicatedJob(job.number("MaxConcurrent"), job.number("TotalCompletions"));
        }
        return new ServiceMode.Replicated(mode.object("Replicated").number("Replicas"));
    }

    private static TaskSpec task(Fields service) {
        Fields task = service.object("TaskTemplate");
        String runtime = task.text("Runtime");
        if (!RUNTIMES.contains(runtime)) {
            throw EngineException.invalid("unsupported runtime");
        }
        boolean plugin = runtime.equals("plugin");
        if (!task.isSet(plugin ? "PluginSpec" : "ContainerSpec")) {
            throw EngineException.invalid("mismatched Runtime and *Spec fields");
        }
        if (plugin) {
            throw EngineException.unsupported("plugins are not supported as services: run a container");
        }
        CreateChecks.checkIsolation(task.object("ContainerSpec").text("Isolation"));
        HealthConfigCheck.check(task.object("ContainerSpec").object("Healthcheck"));
        // older clients name the networks of tasks beside them
        List<Fields> networks = task.objects("Networks");
        if (networks.isEmpty()) {
            networks = service.objects("Networks");
        }
        ObjectNode document = (ObjectNode) task.node();
        return new TaskSpec(
                TaskContainerDocument.read(
                        task, networks, service.object("EndpointSpec").objects("Ports")),
                networks.stream()
                        .map(n -> new NetworkTarget(n.text("Target"), n.texts("Aliases")))
                        .toList(),
                files(task.object("ContainerSpec")),
                restart(task.object("RestartPolicy")),
                placement(task.object("Placement")),
                task.number("ForceUpdate"),
                DockerJson.text(document),
                DockerJson.text(document.deepCopy().without("Placement")));
    }

    private static List<FileReference> files(Fields container) {
        List<FileReference> files = new ArrayList<>();
        container.objects("Secrets").forEach(s -> files.add(file(true, s, "Secret")));
        container.objects("Configs").forEach(c -> files.add(file(false, c, "Config")));
        return files;
    }

    private static FileReference file(boolean secret, Fields reference, String word) {
        Fields file = reference.object("File");
        return new FileReference(
                secret,
                reference.text(word + "ID"),
                reference.text(word + "Name"),
                file.text("Name"),
                file.text("UID"),
                file.text("GID"),
                (int) file.number("Mode") & 0777);
    }

    private static RestartCondition restart(Fields policy) {
        RestartCondition none = RestartCondition.DEFAULT;
        RestartCondition.When when = none.when();
        String condition = policy.text("Condition");
        if (!condition.isEmpty()) {
            when = null;
            for (RestartCondition.When w : RestartCondition.When.values()) {
                if (w.word().equals(condition)) {
                    when = w;
                }
            }
            if (when == null) {
                throw EngineException.invalid("invalid RestartCondition: \"" + condition + "\"");
            }
        }
        return new RestartCondition(
                when,
                policy.isSet("Delay") ? Duration.ofNanos(policy.number("Delay")) : none.delay(),
                policy.number("MaxAttempts"),
                Duration.ofNanos(policy.number("Window")));
    }

    private static Placement placement(Fields placement) {
        return new Placement(
                placement.texts("Constraints"),
                placement.objects("Preferences").stream()
                        .map(p -> p.object("Spread").text("SpreadDescriptor"))
                        .filter(s -> !s.isEmpty())
                        .toList(),
                placement.number("MaxReplicas"),
                placement.objects("Platforms").stream()
                        .map(p -> new Placement.Platform(p.text("OS"), p.text("Architecture")))
                        .toList());
    }

    private static UpdateConfig update(Fields config) {
        if (config.node().isMissingNode() || config.node().isNull()) {
            return UpdateConfig.DEFAULT;
        }
        String action = config.text("FailureAction");
        if (!List.of("", "pause", "continue", "rollback").contains(action)) {
            throw EngineException.invalid("unrecognized update failure action " + action);
        }
        String order = config.text("Order");
        if (!List.of("", "stop-first", "start-first").contains(order)) {
            throw EngineException.invalid("unrecognized update order " + order);
        }
        return new UpdateConfig(
                config.number("Parallelism"),
                Duration.ofNanos(config.number("Delay")),
                action.isEmpty() ? UpdateConfig.DEFAULT.failureAction() : action,
                config.number("Monitor") == 0
                        ? UpdateConfig.DEFAULT.monitor()
                        : Duration.ofNanos(config.number("Monitor")),
                config.node().path("MaxFailureRatio").asDouble(0),
                order.equals("start-first"));
    }

    private static EndpointSpec endpoint(Fields endpoint) {
        String mode = endpoint.text("Mode");
        if (!List.of("", "vip", "dnsrr").contains(mode)) {
            throw EngineException.invalid("invalid resolution mode: \"" + mode + "\"");
        }
        return new EndpointSpec(
                mode.equals("dnsrr"),
                endpoint.objects("Ports").stream().map(ServiceDecoder::port).toList());
    }

    private static PublishedTarget port(Fields port) {
        Protocol protocol = Protocol.of(port.text("Protocol"))
                .orElseThrow(() -> EngineException.invalid("invalid Protocol: \"" + port.text("Protocol") + "\""));
        String mode = port.text("PublishMode");
        if (port.number("TargetPort") < 1 || port.number("TargetPort") > 65_535) {
            throw RpcError.invalidArgument("EndpointSpec: invalid target port " + port.number("TargetPort"));
        }
        if (port.number("PublishedPort") > 65_535) {
            throw RpcError.invalidArgument("EndpointSpec: invalid published port " + port.number("PublishedPort"));
        }
        return new PublishedTarget(
                port.text("Name"),
                new Port(port.count("TargetPort"), protocol),
                port.count("PublishedPort"),
                mode.equals("host"));
    }
}
