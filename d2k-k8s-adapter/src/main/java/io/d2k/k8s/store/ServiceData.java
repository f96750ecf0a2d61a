package io.d2k.k8s.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.port.out.ServiceDocuments;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskForm;
import io.d2k.domain.service.TaskRevision;
import io.d2k.domain.service.TaskSpec;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import io.d2k.domain.service.UpdateStatus;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A service's record as the data of a config map. */
final class ServiceData {
    private static final String SPEC = "spec";
    private static final String PREVIOUS = "previous";
    private static final String STATE = "state";
    private static final String TASKS = "tasks";
    private static final String FORM = "form-";
    private static final String IMAGES = "formImages";

    private ServiceData() {}

    /** Returns the data of a record with its tasks. */
    static Map<String, String> write(ServiceRecord record, List<Task> tasks) {
        Map<String, String> data = new TreeMap<>();
        data.put(SPEC, record.spec().document());
        record.previous().ifPresent(p -> data.put(PREVIOUS, p.document()));
        ObjectNode images = Json.object();
        record.forms().forEach((revision, form) -> {
            data.put(FORM + revision, form.task().document());
            boolean same =
                    sameImage(form.task(), record.spec().task()) && form.image().equals(record.image());
            form.image()
                    .filter(i -> !same)
                    .ifPresent(i -> images.set(Integer.toString(revision), ImageFactsJson.write(i.brief())));
        });
        ObjectNode state = Json.object()
                .put("objectName", record.objectName())
                .put("created", record.created().toString())
                .put("updated", record.updated().toString())
                .put("version", record.version())
                .put("revision", record.revision())
                .put("template", record.template())
                .put("iteration", record.iteration())
                .put("imageToRun", record.imageToRun())
                .put("previousName", record.previous().map(ServiceSpec::name).orElse(""));
        record.status().ifPresent(s -> state.set("update", status(s)));
        record.image().ifPresent(i -> state.set("image", ImageFactsJson.write(i)));
        state.set(IMAGES, images);
        state.set("networks", RecordAnnotations.networks(record.networks()));
        state.set("ports", ports(record.ports()));
        state.set("fills", Json.array(record.fills()));
        record.before().ifPresent(f -> state.set("before", form(f)));
        data.put(STATE, state.toString());
        ArrayNode book = Json.array(List.of());
        tasks.forEach(t -> book.add(task(t)));
        data.put(TASKS, book.toString());
        return data;
    }

    /**
     * Reads a record.
     *
     * @throws EngineException when the map is none
     */
    static ServiceRecord read(V1ConfigMap map, ServiceDocuments documents) {
        V1ObjectMeta metadata = map.getMetadata();
        Map<String, String> data = ConfigMaps.data(map);
        JsonNode state = Json.parse(data.getOrDefault(STATE, ""));
        String name = Keys.annotation(metadata, Keys.NAME)
                .orElseThrow(() -> EngineException.internal("annotation " + Keys.NAME + " is missing"));
        Instant created = Keys.created(metadata, Json.instant(state, "created"));
        ServiceSpec spec = named(documents.readService(data.getOrDefault(SPEC, "")), name);
        Optional<ImageFacts> image =
                state.hasNonNull("image") ? Optional.of(ImageFactsJson.read(state.get("image"))) : Optional.empty();
        Map<Integer, TaskRevision> forms = new HashMap<>();
        data.forEach((key, value) -> {
            if (key.startsWith(FORM)) {
                String revision = key.substring(FORM.length());
                forms.put(
                        Integer.parseInt(revision),
                        revision(
                                value,
                                Optional.ofNullable(state.path(IMAGES).get(revision)),
                                spec.task(),
                                image,
                                documents));
            }
        });
        return new ServiceRecord(
                SwarmMetas.id(metadata),
                Json.text(state, "objectName"),
                created,
                Json.instant(state, "updated").orElse(created),
                state.path("version").asLong(),
                spec,
                Optional.ofNullable(data.get(PREVIOUS)).map(text -> named(documents.readService(text), name)),
                state.hasNonNull("update") ? Optional.of(status(state.get("update"))) : Optional.empty(),
                state.path("revision").asInt(),
                state.path("template").asInt(state.path("revision").asInt()),
                state.hasNonNull("before") ? Optional.of(form(state.get("before"))) : Optional.empty(),
                forms,
                state.path("iteration").asInt(),
                RecordAnnotations.networks(state.path("networks")),
                Json.list(state.path("ports"), ServiceData::port),
                image,
                Json.text(state, "imageToRun"),
                Json.list(state.path("fills"), JsonNode::asText),
                metadata.getDeletionTimestamp() != null);
    }

    /**
     * Reads what the tasks of a revision are. Its own image is written down, in brief, only where it is not the one that the
     * service has now; an older d2k has not written it down at all.
     */
    private static TaskRevision revision(
            String document,
            Optional<JsonNode> ownImage,
            TaskSpec now,
            Optional<ImageFacts> image,
            ServiceDocuments documents) {
        if (document.equals(now.document())) {
            return new TaskRevision(now, image);
        }
        ObjectNode service = Json.object();
        service.set("TaskTemplate", Json.parse(document));
        TaskSpec task = documents.readService(service.toString()).task();
        return new TaskRevision(
                task, ownImage.map(ImageFactsJson::read).or(() -> sameImage(task, now) ? image : Optional.empty()));
    }

    private static boolean sameImage(TaskSpec task, TaskSpec other) {
        return task.container().image().equals(other.container().image());
    }

    /** A made-up name is not in the request. */
    private static ServiceSpec named(ServiceSpec s, String name) {
        return s.withName(name);
    }

    /** Reads the tasks. */
    static List<Task> tasks(V1ConfigMap map) {
        return Json.list(Json.parse(ConfigMaps.data(map).getOrDefault(TASKS, "[]")), ServiceData::task);
    }

    private static ObjectNode form(TaskForm form) {
        ObjectNode node = Json.object().put("template", form.template()).put("imageToRun", form.imageToRun());
        node.set("fills", Json.array(form.fills()));
        return node;
    }

    private static TaskForm form(JsonNode node) {
        return new TaskForm(
                node.path("template").asInt(),
                Json.text(node, "imageToRun"),
                Json.list(node.path("fills"), JsonNode::asText));
    }

    private static ObjectNode status(UpdateStatus status) {
        ObjectNode node = Json.object()
                .put("state", status.state().word())
                .put("started", status.started().toString())
                .put("message", status.message());
        status.completed().ifPresent(at -> node.put("completed", at.toString()));
        return node;
    }

    private static UpdateStatus status(JsonNode node) {
        return new UpdateStatus(
                UpdateStatus.State.valueOf(Json.text(node, "state").toUpperCase(Locale.ROOT)),
                Json.instant(Json.text(node, "started")),
                Json.instant(node, "completed"),
                Json.text(node, "message"));
    }

    private static ArrayNode ports(List<PublishedTarget> ports) {
        ArrayNode array = Json.array(List.of());
        ports.forEach(p -> array.addObject()
                .put("name", p.name())
                .put("target", p.target().number())
                .put("protocol", p.target().protocol().key())
                .put("published", p.published())
                .put("host", p.host()));
        return array;
    }

    private static PublishedTarget port(JsonNode node) {
        Protocol protocol = Protocol.of(Json.text(node, "protocol")).orElse(Protocol.TCP);
        return new PublishedTarget(
                Json.text(node, "name"),
                new Port(node.path("target").asInt(), protocol),
                node.path("published").asInt(),
                node.path("host").asBoolean());
    }

    private static ObjectNode task(Task task) {
        ObjectNode node = Json.object()
                .put("id", task.id())
                .put("slot", task.slot())
                .put("uid", task.podUid())
                .put("pod", task.podName())
                .put("run", task.run())
                .put("node", task.node())
                .put("created", task.created().toString())
                .put("revision", task.revision())
                .put("state", task.status().state().word())
                .put("at", task.status().at().toString())
                .put("message", task.status().message())
                .put("error", task.status().error())
                .put("desired", task.desired().word());
        task.status().exitCode().ifPresent(code -> node.put("exitCode", code));
        return node;
    }

    private static Task task(JsonNode node) {
        Optional<Integer> exitCode =
                node.hasNonNull("exitCode") ? Optional.of(node.get("exitCode").asInt()) : Optional.empty();
        var status = new TaskStatus(
                state(node, "state"),
                Instant.parse(Json.text(node, "at")),
                Json.text(node, "message"),
                Json.text(node, "error"),
                exitCode);
        return new Task(
                Json.text(node, "id"),
                node.path("slot").asInt(),
                Json.text(node, "uid"),
                Json.text(node, "pod"),
                node.path("run").asInt(),
                Json.text(node, "node"),
                Json.instant(Json.text(node, "created")),
                node.path("revision").asInt(),
                status,
                state(node, "desired"));
    }

    private static TaskState state(JsonNode node, String key) {
        return TaskState.valueOf(Json.text(node, key).toUpperCase(Locale.ROOT));
    }
}
