package io.d2k.translate.compose;

import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A loaded project, and which of its services are wanted.
 *
 * @param project the project
 * @param root its merged file
 * @param all its services by name
 * @param active those that no profile leaves out
 * @param problems told of what is wrong
 */
record ActiveServices(
        Project project, Fields root, Map<String, Fields> all, Map<String, Fields> active, Problems problems) {
    /**
     * Loads Compose files.
     *
     * @throws InputException when the files as a whole cannot be used
     */
    static ActiveServices load(ComposeInput input, Problems problems) {
        Project project = new ComposeLoader(input, problems).load();
        Fields root = new Fields(project.root(), "", problems);
        Map<String, Fields> services = root.objects("services");
        if (services.isEmpty()) {
            throw new InputException(project.root().place() + ": no service is there to translate");
        }
        Set<String> profiles = profiles(input, project);
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
        return new ActiveServices(project, root, services, active, problems);
    }

    private static Set<String> profiles(ComposeInput input, Project project) {
        Set<String> profiles = new LinkedHashSet<>(input.profiles());
        if (profiles.isEmpty()) {
            String variable = project.variables().apply("COMPOSE_PROFILES").orElse("");
            List.of(variable.split(",")).stream()
                    .map(String::strip)
                    .filter(p -> !p.isEmpty())
                    .forEach(profiles::add);
        }
        return profiles;
    }

    /** Returns the requests of one service; none where something about it is wrong, which leaves the others as they are. */
    List<ApiRequest> separately(String name, Function<Fields, List<ApiRequest>> requests) {
        Fields service = all.get(name);
        Problems own = new Problems();
        List<ApiRequest> made = List.of();
        try {
            made = requests.apply(new Fields(service.map(), service.path(), own));
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
}
