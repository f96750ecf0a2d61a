package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Place;
import io.d2k.translate.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What {@code docker compose up} would send: networks, volumes, and the containers of the active services. */
public final class ComposeRequests {
    private final ActiveServices services;
    private final Problems problems;

    private ComposeRequests(ActiveServices services, Problems problems) {
        this.services = services;
        this.problems = problems;
    }

    /**
     * Loads Compose files and returns their requests, in the order in which they are sent.
     *
     * @param problems told of what is wrong or not carried over; a service with an error has no request
     * @throws InputException when the files as a whole cannot be used
     */
    public static List<ApiRequest> of(ComposeInput input, Problems problems) {
        return new ComposeRequests(ActiveServices.load(input, problems), problems).all();
    }

    private List<ApiRequest> all() {
        Project project = services.project();
        Fields root = services.root();
        Networks networks = new Networks(
                project,
                root,
                problems,
                Optional.empty(),
                key -> Map.of(Labels.PROJECT, project.name(), Labels.NETWORK, key));
        Volumes volumes = new Volumes(project, root, problems);
        List<ApiRequest> containers = new ArrayList<>();
        for (String name : ordered(services.active())) {
            containers.addAll(services.separately(
                    name,
                    fields ->
                            new ServiceRequests(project, root, name, fields, services.all(), networks, volumes).all()));
        }
        List<ApiRequest> requests = new ArrayList<>(networks.requests());
        requests.addAll(volumes.requests());
        requests.addAll(containers);
        return requests;
    }

    /** Returns the services so that each comes after those that it depends on. */
    private static List<String> ordered(Map<String, Fields> active) {
        Set<String> done = new LinkedHashSet<>();
        active.keySet().forEach(name -> visit(name, active, done, new LinkedHashSet<>()));
        return List.copyOf(done);
    }

    private static void visit(String name, Map<String, Fields> active, Set<String> done, Set<String> open) {
        if (done.contains(name) || !active.containsKey(name)) {
            return;
        }
        Place place = active.get(name).map().place();
        if (!open.add(name)) {
            throw new InputException(
                    place + ": services." + name + ": dependency cycle: " + String.join(" -> ", open) + " -> " + name);
        }
        Fields fields = active.get(name);
        if (fields.value("depends_on").filter(v -> !(v instanceof Value.Scalar)).isPresent()) {
            fields.objects("depends_on").keySet().forEach(other -> visit(other, active, done, open));
        }
        open.remove(name);
        done.add(name);
    }

    static ObjectNode labels(ObjectNode body, Map<String, String> own, Map<String, String> composes) {
        Map<String, String> all = new TreeMap<>(own);
        all.putAll(composes);
        ObjectNode labels = body.putObject("Labels");
        all.forEach(labels::put);
        return body;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
