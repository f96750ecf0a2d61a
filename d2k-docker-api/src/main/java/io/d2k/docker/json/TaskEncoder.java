package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes tasks. */
public final class TaskEncoder {
    private TaskEncoder() {}

    /** What {@code GET /tasks} answers. */
    public static ArrayNode list(List<TaskView> views) {
        ArrayNode out = DockerJson.mapper().createArrayNode();
        views.forEach(v -> out.add(encode(v)));
        return out;
    }

    /** What {@code GET /tasks/ID} answers. */
    public static ObjectNode encode(TaskView view) {
        Task task = view.task();
        ObjectNode out = DockerJson.object().put("ID", task.id());
        out.putObject("Version").put("Index", view.service().version());
        Instant changed =
                task.status().at().isAfter(task.created()) ? task.status().at() : task.created();
        out.put("CreatedAt", GoTime.nanos(task.created())).put("UpdatedAt", GoTime.nanos(changed));
        out.putObject("Labels");
        out.set("Spec", spec(view));
        out.put("ServiceID", view.service().id());
        if (view.slot() > 0) {
            out.put("Slot", view.slot());
        }
        if (!view.nodeId().isEmpty()) {
            out.put("NodeID", view.nodeId());
        }
        out.set("Status", status(view));
        out.put("DesiredState", task.desired().word());
        view.addresses()
                .forEach(a -> out.withArrayProperty("NetworksAttachments")
                        .add(TaskNetworkEncoder.attachment(
                                a,
                                Optional.ofNullable(
                                        view.networks().get(a.network().networkId())))));
        if (view.service().spec().mode().job()) {
            out.set("JobIteration", ServiceEncoder.iteration(view.iteration()));
        }
        out.putNull("Volumes");
        return out;
    }

    private static ObjectNode spec(TaskView view) {
        ObjectNode out = DockerJson.read(view.form().getBytes(StandardCharsets.UTF_8), ServiceSchema.TASK);
        ServiceEncoder.countAttempts(out);
        out.remove("Runtime"); // which a swarm tells of services only
        return out;
    }

    private static ObjectNode status(TaskView view) {
        Task task = view.task();
        ObjectNode out = DockerJson.object()
                .put("Timestamp", GoTime.nanos(task.status().at()))
                .put("State", task.status().state().word())
                .put("Message", task.status().message());
        if (!task.status().error().isEmpty()) {
            out.put("Err", task.status().error());
        }
        container(task, view.containerId()).ifPresent(c -> out.set("ContainerStatus", c));
        ObjectNode ports = out.putObject("PortStatus");
        List<PublishedTarget> host = view.service().ports().stream()
                .filter(p -> p.host() && p.published() > 0)
                .toList();
        if (!host.isEmpty() && task.status().state() == TaskState.RUNNING) {
            ArrayNode list = ports.putArray("Ports");
            host.forEach(p -> list.add(ServiceEncoder.port(p)));
        }
        return out;
    }

    /** Returns what is told of a container; a node that was to make one tells of it, though it could not. */
    static Optional<ObjectNode> container(Task task, String containerId) {
        boolean attempted = task.status().state() == TaskState.REJECTED
                && task.status().message().equals(TaskState.REJECTED.message());
        return attempted || !containerId.isEmpty()
                ? Optional.of(DockerJson.object()
                        .put("ContainerID", containerId)
                        .put("PID", 0) // the node's process IDs are not told by Kubernetes
                        .put("ExitCode", task.status().exitCode().orElse(0)))
                : Optional.empty();
    }
}
