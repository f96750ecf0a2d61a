package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Place;
import io.d2k.translate.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What {@code docker compose up} would send: networks, volumes, and the containers of the active services. */
public final class ComposeRequests {
    private final Project project;
    private final Problems problems;
    private final Fields root;
    private final Set<String> profiles;

    private ComposeRequests(Project project, Set<String> profiles, Problems problems) {
        this.project = project;
        this.problems = problems;
        this.root = new Fields(project.root(), "", problems);
        this.profiles = profiles;
    }

    /**
     * Loads Compose files and returns their requests, in the order in which they are sent.
     *
     * @param problems told of what is wrong or not carried over; a service with an error has no request
     * @throws InputException when the files as a whole cannot be used
     */
    public static List<ApiRequest> of(ComposeInput input, Problems problems) {
        Project project = new ComposeLoader(input, problems).load();
        Set<String> profiles = new LinkedHashSet<>(input.profiles());
        if (profiles.isEmpty()) {
            String variable = project.variables().apply("COMPOSE_PROFILES").orElse("");
            List.of(variable.split(",")).stream()
                    .map(String::strip)
                    .filter(p -> !p.isEmpty())
                    .forEach(profiles::add);
        }
        return new ComposeRequests(project, profiles, problems).all();
    }

    private List<ApiRequest> all() {
        Map<String, Fields> services = root.objects("services");
        if (services.isEmpty()) {
            throw new InputException(project.root().place() + ": no service is there to translate");
        }
        Map<String, Fields> active = new LinkedHashMap<>();
        services.forEach((name, fields) -> {
            List<String> wanted = fields.texts("profiles");
            if (wanted.isEmpty() || profiles.contains("*") || wanted.stream().anyMatch(profiles::contains)) {
                active.put(name, fields);
            } else {
                problems.warn(fields.map().place() + ": services." + name + ": left out, its profiles ("
                        + String.join(", ", wanted) + ") are not active");
            }
        });
        if (root.has("models")) {
            root.warn("models", "not carried over: d2k runs no models");
        }
        Networks networks = new Networks(project, root, problems);
        Volumes volumes = new Volumes(project, root, problems);
        List<ApiRequest> containers = new ArrayList<>();
        for (String name : ordered(active)) {
            containers.addAll(containers(name, active.get(name), services, networks, volumes));
        }
        List<ApiRequest> requests = new ArrayList<>(networks.requests());
        requests.addAll(volumes.requests());
        requests.addAll(containers);
        return requests;
    }

    private List<ApiRequest> containers(
            String name, Fields service, Map<String, Fields> services, Networks networks, Volumes volumes) {
        Problems own = new Problems();
        List<ApiRequest> made = new ArrayList<>();
        Fields fields = new Fields(service.map(), service.path(), own);
        try {
            made.addAll(new ServiceRequests(project, root, name, fields, services, networks, volumes).all());
        } catch (IllegalArgumentException e) {
            own.error(service.map().place() + ": services." + name + ": " + e.getMessage());
        }
        own.warnings().forEach(problems::warn);
        own.errors().forEach(problems::error);
        if (!own.errors().isEmpty()) {
            problems.error(service.map().place() + ": services." + name + ": left out because of its errors");
            return List.of();
        }
        return made;
    }

    /** Returns the services so that each comes after those that it depends on. */
    private List<String> ordered(Map<String, Fields> active) {
        Set<String> done = new LinkedHashSet<>();
        active.keySet().forEach(name -> visit(name, active, done, new LinkedHashSet<>()));
        return List.copyOf(done);
    }

    private void visit(String name, Map<String, Fields> active, Set<String> done, Set<String> open) {
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
