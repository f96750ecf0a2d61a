package io.d2k.translate.compose;

import io.d2k.translate.InputException;
import io.d2k.translate.yaml.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The variables and labels of a service, as its files and it itself say them. */
final class ServiceVariables {
    private final Project project;
    private final Fields fields;

    ServiceVariables(Project project, Fields fields) {
        this.project = project;
        this.fields = fields;
    }

    /** Returns the labels: of files first, of the service over them. */
    Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        for (String path : fields.texts("label_file")) {
            envFile(path, true, false, Map.of()).forEach((name, value) -> labels.put(name, value.orElse("")));
        }
        labels.putAll(fields.texts(fields.pairs("labels")));
        return labels;
    }

    /** Returns the variables: of files first, of the service over them; a name alone takes over the one of that name. */
    Map<String, String> environment() {
        Map<String, Optional<String>> all = new LinkedHashMap<>();
        int index = 0;
        for (Value item : fields.items("env_file")) {
            Fields file = item instanceof Value.Mapping m ? fields.item("env_file", index, m) : fields;
            Optional<String> path = item instanceof Value.Scalar s ? Optional.of(s.text()) : file.text("path");
            boolean required = !(item instanceof Value.Mapping) || !file.has("required") || file.flag("required");
            boolean raw = item instanceof Value.Mapping && file.text("format").equals(Optional.of("raw"));
            path.ifPresent(p -> all.putAll(envFile(p, required, raw, all)));
            index++;
        }
        all.putAll(fields.pairs("environment"));
        Map<String, String> set = new TreeMap<>();
        all.forEach(
                (name, value) -> value.or(() -> project.variables().apply(name)).ifPresent(v -> set.put(name, v)));
        return set;
    }

    private Map<String, Optional<String>> envFile(
            String path, boolean required, boolean raw, Map<String, Optional<String>> before) {
        Path file = project.directory().resolve(path);
        if (!Files.isRegularFile(file)) {
            if (required) {
                fields.error("env_file", "env file " + path + " not found");
            }
            return Map.of();
        }
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return raw
                    ? DotEnv.raw(path, text)
                    : DotEnv.read(
                            path,
                            text,
                            name -> project.variables()
                                    .apply(name)
                                    .or(() -> before.getOrDefault(name, Optional.empty())),
                            fields.problems());
        } catch (IOException | InputException e) {
            fields.error("env_file", String.valueOf(e.getMessage()));
            return Map.of();
        }
    }
}
