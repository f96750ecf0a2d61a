package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The named volumes of a project; those that a service uses are created. */
final class Volumes {
    private final Project project;
    private final Map<String, Fields> declared;
    private final Map<String, ApiRequest> used = new LinkedHashMap<>();

    Volumes(Project project, Fields root, Problems problems) {
        this.project = project;
        this.declared = new Fields(root.map(), "", problems).objects("volumes");
    }

    List<ApiRequest> requests() {
        return List.copyOf(used.values());
    }

    /** Returns Docker's name of a volume that a service uses; nothing where the file does not declare it. */
    Optional<String> use(String key) {
        Optional<Fields> fields = Optional.ofNullable(declared.get(key));
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        if (Networks.external(fields.get())) {
            String outside = Networks.name(fields.get()).orElse(key);
            used.computeIfAbsent(key, k -> {
                fields.get().warn("external", "the claim of the volume \"" + outside + "\" is expected to be there");
                return new ApiRequest.CreateVolume(
                        "volume \"" + key + "\"", ComposeRequests.object().put("Name", outside), true);
            });
            return Optional.of(outside);
        }
        String name = fields.get().text("name").orElse(project.name() + "_" + key);
        used.computeIfAbsent(key, k -> request(key, name, fields.get()));
        return Optional.of(name);
    }

    private ApiRequest request(String key, String name, Fields fields) {
        ObjectNode body = ComposeRequests.object().put("Name", name);
        fields.text("driver").ifPresent(d -> body.put("Driver", d));
        Map<String, String> options = fields.texts(fields.pairs("driver_opts"));
        if (!options.isEmpty()) {
            ObjectNode opts = body.putObject("DriverOpts");
            options.forEach(opts::put);
        }
        ComposeRequests.labels(
                body, fields.texts(fields.pairs("labels")), Map.of(Labels.PROJECT, project.name(), Labels.VOLUME, key));
        return new ApiRequest.CreateVolume("volume \"" + key + "\"", body, false);
    }
}
