package io.d2k.embed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.k8s.cluster.Manifest;
import io.d2k.server.TextTable;
import io.d2k.translate.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a request became what of a manifest, and why: a table. */
final class Explanation {
    private Explanation() {}

    /** Returns the tables of all containers and services. */
    static String table(List<ApiRequest> requests, List<Manifest> manifests) {
        StringBuilder out = new StringBuilder();
        for (ApiRequest request : requests) {
            if (request instanceof ApiRequest.CreateContainer container) {
                container(container, manifests).ifPresent(out::append);
            }
            if (request instanceof ApiRequest.CreateService service) {
                service(service, manifests).ifPresent(out::append);
            }
        }
        return out.toString();
    }

    private static Optional<String> container(ApiRequest.CreateContainer container, List<Manifest> manifests) {
        return find(manifests, container.name(), List.of("Deployment", "PodTemplate"))
                .map(record -> {
                    boolean service = record.kind().equals("Deployment");
                    List<String> first = List.of(
                            "restart=" + restart(container.body()),
                            record.kind(),
                            service ? "keeps running, and outlives its node" : "runs at most once for each start");
                    return text(container, record, first, ExplanationRow.CONTAINERS);
                });
    }

    private static Optional<String> service(ApiRequest.CreateService service, List<Manifest> manifests) {
        String name = service.body().path("Name").asText();
        // what d2k makes the tasks of itself has a record alone, and pods without a name
        return find(manifests, name, List.of("Deployment", "DaemonSet", "ConfigMap"))
                .map(workload -> {
                    String mode = service.body().path("Mode").fieldNames().hasNext()
                            ? service.body().path("Mode").fieldNames().next()
                            : "Replicated";
                    List<String> first = List.of(
                            "mode=" + mode,
                            workload.kind(),
                            switch (workload.kind()) {
                                case "Deployment" -> "tasks are replaced, wherever there is room";
                                case "DaemonSet" -> "one task on each node";
                                default -> "the record; d2k makes pods that end for good";
                            });
                    return text(service, workload, first, ExplanationRow.SERVICES);
                });
    }

    private static Optional<Manifest> find(List<Manifest> manifests, String name, List<String> kinds) {
        return kinds.stream()
                .flatMap(kind -> manifests.stream().filter(m -> m.kind().equals(kind)))
                .filter(m -> m.annotation("d2k.io/name").equals(Optional.of(name)))
                .findFirst();
    }

    private static String text(ApiRequest request, Manifest object, List<String> first, List<ExplanationRow> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("DOCKER", "KUBERNETES", "WHY"));
        lines.add(first);
        for (ExplanationRow row : rows) {
            if (!GONE.test(at(request.body(), row.docker()))) {
                // a record shows nothing of the pods that d2k makes after it
                boolean there = !row.kubernetes().startsWith(ExplanationRow.POD)
                        || object.kind().equals("ConfigMap")
                        || present(object, row.kubernetes());
                lines.add(List.of(
                        row.docker(), there ? row.kubernetes() : "-", there ? row.why() : "nothing to carry over"));
            }
        }
        return request.subject() + ": " + object.kind() + " " + object.name() + "\n" + TextTable.of(lines) + "\n";
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
        for (String step : manifest.kind().equals("PodTemplate")
                ? List.of("template", "spec")
                : List.of("spec", "template", "spec")) {
            node = node instanceof Map<?, ?> map ? map.get(step) : null;
        }
        String field = path.substring(ExplanationRow.POD.length());
        if (path.startsWith(ExplanationRow.MAIN)) {
            field = path.substring(ExplanationRow.MAIN.length());
            Object containers = node instanceof Map<?, ?> map ? map.get("containers") : null;
            node = containers instanceof List<?> list && !list.isEmpty() ? list.getFirst() : null;
        }
        return node instanceof Map<?, ?> map && map.containsKey(field);
    }
}
