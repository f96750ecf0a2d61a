package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.Created;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.ServiceView;
import io.d2k.domain.service.UpdateStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes services. */
public final class ServiceEncoder {
    private static final long SECOND = 1_000_000_000L;

    private ServiceEncoder() {}

    /** What {@code POST /services/create} answers (201). */
    public static ObjectNode created(Created created) {
        ObjectNode out = DockerJson.object().put("ID", created.id());
        out.set("Warnings", DockerJson.arrayOrNull(created.warnings()));
        return out;
    }

    /** What {@code POST /services/ID/update} answers. */
    public static ObjectNode updated(List<String> warnings) {
        ObjectNode out = DockerJson.object();
        out.set("Warnings", DockerJson.arrayOrNull(warnings));
        return out;
    }

    /**
     * What {@code GET /services} answers.
     *
     * @param status whether the numbers of tasks are told
     */
    public static ArrayNode list(List<ServiceView> views, boolean status) {
        ArrayNode out = DockerJson.mapper().createArrayNode();
        for (ServiceView view : views) {
            ObjectNode service = encode(view, false);
            if (status) {
                service.putObject("ServiceStatus")
                        .put("RunningTasks", view.running())
                        .put("DesiredTasks", view.desired())
                        .put("CompletedTasks", view.completed());
            }
            out.add(service);
        }
        return out;
    }

    /**
     * What {@code GET /services/ID} answers.
     *
     * @param defaults whether what was not asked for is shown as it will be
     */
    public static ObjectNode inspect(ServiceView view, boolean defaults) {
        return encode(view, defaults);
    }

    private static ObjectNode encode(ServiceView view, boolean defaults) {
        ServiceRecord record = view.record();
        ObjectNode out = DockerJson.object().put("ID", record.id());
        out.putObject("Version").put("Index", record.version());
        out.put("CreatedAt", GoTime.nanos(record.created())).put("UpdatedAt", GoTime.nanos(record.updated()));
        ObjectNode spec = spec(record.spec());
        if (defaults) {
            fill(spec);
        }
        out.set("Spec", spec);
        record.previous().ifPresent(p -> out.set("PreviousSpec", spec(p)));
        out.set("Endpoint", endpoint(view, spec));
        record.status().ifPresent(s -> out.set("UpdateStatus", status(s)));
        if (record.spec().mode().job()) {
            ObjectNode job = out.putObject("JobStatus");
            job.set("JobIteration", iteration(record.iteration()));
            job.put("LastExecution", GoTime.nanos(record.updated()));
        }
        return out;
    }

    private static ObjectNode spec(ServiceSpec spec) {
        ObjectNode out = DockerJson.read(spec.document().getBytes(StandardCharsets.UTF_8), ServiceSchema.SERVICE);
        out.put("Name", spec.name());
        if (out.path("Labels").isNull()) {
            out.putObject("Labels"); // clients look into it unasked
        }
        countAttempts(out.path("TaskTemplate"));
        return out;
    }

    /** Writes which run of a job it is; the first has no number. */
    static ObjectNode iteration(long number) {
        ObjectNode out = DockerJson.object();
        return number > 0 ? out.put("Index", number) : out;
    }

    /** A swarm tells of a restart policy how many attempts it has, bound or not. */
    static void countAttempts(JsonNode task) {
        if (task.path("RestartPolicy") instanceof ObjectNode restart && !restart.has("MaxAttempts")) {
            restart.put("MaxAttempts", 0);
        }
    }

    private static ObjectNode endpoint(ServiceView view, ObjectNode spec) {
        ServiceRecord record = view.record();
        ObjectNode out = DockerJson.object();
        JsonNode asked = spec.path("EndpointSpec");
        boolean virtual = !"dnsrr".equals(asked.path("Mode").asText());
        // a service that needs no address is given none, nor a mode
        boolean idle = record.ports().isEmpty() && (record.networks().isEmpty() || !virtual);
        out.set("Spec", !idle && asked.isObject() ? asked : DockerJson.object());
        if (!record.ports().isEmpty()) {
            ArrayNode ports = out.putArray("Ports");
            record.ports().forEach(p -> ports.add(port(p)));
        }
        // clients parse each address: a network without one is not listed
        if (virtual && !view.addresses().isEmpty()) {
            ArrayNode list = out.putArray("VirtualIPs");
            view.addresses()
                    .forEach(a -> list.addObject()
                            .put("NetworkID", a.network().networkId())
                            .put("Addr", a.range()));
        }
        return out;
    }

    /** Writes a published port. */
    static ObjectNode port(PublishedTarget port) {
        ObjectNode out = DockerJson.object();
        if (!port.name().isEmpty()) {
            out.put("Name", port.name());
        }
        out.put("Protocol", port.target().protocol().key())
                .put("TargetPort", port.target().number());
        if (port.published() > 0) {
            out.put("PublishedPort", port.published());
        }
        return out.put("PublishMode", port.host() ? "host" : "ingress");
    }

    private static ObjectNode status(UpdateStatus status) {
        ObjectNode out = DockerJson.object()
                .put("State", status.state().word())
                .put("StartedAt", GoTime.nanos(status.started()));
        status.completed().ifPresent(at -> out.put("CompletedAt", GoTime.nanos(at)));
        return out.put("Message", status.message());
    }

    private static void fill(ObjectNode spec) {
        ObjectNode task = (ObjectNode) spec.get("TaskTemplate");
        ObjectNode container = (ObjectNode) task.get("ContainerSpec");
        if (!container.has("StopGracePeriod")) {
            container.put("StopGracePeriod", 10 * SECOND);
        }
        if (!container.has("DNSConfig")) {
            container.putObject("DNSConfig");
        }
        if (!task.has("Resources")) {
            task.putObject("Resources");
        }
        ObjectNode restart =
                task.has("RestartPolicy") ? (ObjectNode) task.get("RestartPolicy") : task.putObject("RestartPolicy");
        if (!restart.has("Condition")) {
            restart.put("Condition", "any");
        }
        if (!restart.has("Delay")) {
            restart.put("Delay", 5 * SECOND);
        }
        if (!restart.has("MaxAttempts")) {
            restart.put("MaxAttempts", 0);
        }
        if (!task.has("Placement")) {
            task.putObject("Placement");
        }
        for (String name : List.of("UpdateConfig", "RollbackConfig")) {
            if (!spec.has(name)) {
                spec.putObject(name)
                        .put("Parallelism", 1)
                        .put("FailureAction", "pause")
                        .put("Monitor", 5 * SECOND)
                        .put("MaxFailureRatio", 0)
                        .put("Order", "stop-first");
            } else if (!spec.get(name).has("Monitor")) {
                ((ObjectNode) spec.get(name)).put("Monitor", 5 * SECOND);
            }
        }
    }
}
