package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The secrets or the configs of a stack: objects of the swarm, which services name. Those that a service uses are made. */
final class StackFiles {
    private static final int DEFAULT_MODE = 0444;

    private final Project project;
    private final Kind kind;
    private final Map<String, Fields> declared;
    private final Map<String, ApiRequest> used = new LinkedHashMap<>();

    StackFiles(Project project, Fields root, Kind kind, Problems problems) {
        this.project = project;
        this.kind = kind;
        this.declared = new Fields(root.map(), "", problems).objects(kind.key);
    }

    /** Which of the two they are. */
    enum Kind {
        /** Secrets. */
        SECRETS("secrets", "Secret"),
        /** Configs. */
        CONFIGS("configs", "Config");

        private final String key;
        private final String word;

        Kind(String key, String word) {
            this.key = key;
            this.word = word;
        }
    }

    List<ApiRequest> requests() {
        return List.copyOf(used.values());
    }

    /** Writes the references of a service, in the order of their names, as Docker's command line sends them. */
    void write(Fields service, ObjectNode container) {
        Map<String, ObjectNode> references = new TreeMap<>();
        int index = 0;
        for (Value item : service.items(kind.key)) {
            boolean settings = item instanceof Value.Mapping;
            Fields of = item instanceof Value.Mapping m ? service.item(kind.key, index, m) : service;
            String source = item instanceof Value.Scalar s
                    ? s.text()
                    : of.text("source").orElse("");
            Optional<String> name = use(source);
            if (name.isEmpty()) {
                of.error(settings ? "source" : kind.key, "\"" + source + "\" is not declared at the top");
            } else {
                ObjectNode reference = ComposeRequests.object();
                reference
                        .putObject("File")
                        .put("Name", settings ? of.text("target").orElse(source) : source)
                        .put("UID", settings ? of.text("uid").orElse("0") : "0")
                        .put("GID", settings ? of.text("gid").orElse("0") : "0")
                        .put("Mode", settings ? of.mode("mode").orElse(DEFAULT_MODE) : DEFAULT_MODE);
                reference.put(kind.word + "Name", name.get());
                references.put(name.get() + "/" + index, reference);
            }
            index++;
        }
        if (!references.isEmpty()) {
            ArrayNode list = container.putArray(kind.word + "s");
            references.values().forEach(list::add);
        }
    }

    private Optional<String> use(String key) {
        Fields fields = declared.get(key);
        if (fields == null) {
            return Optional.empty();
        }
        boolean external = Networks.external(fields);
        String name = Networks.name(fields).orElse(external ? key : project.name() + "_" + key);
        used.computeIfAbsent(key, k -> external ? outside(fields, name) : request(key, name, fields));
        return Optional.of(name);
    }

    private ApiRequest outside(Fields fields, String name) {
        fields.warn("external", "the swarm is expected to have the " + noun() + " \"" + name + "\"");
        return made(name, ComposeRequests.object().put("Name", name), true);
    }

    private ApiRequest request(String key, String name, Fields fields) {
        ObjectNode body = ComposeRequests.object().put("Name", name);
        StackRequests.labels(project, fields.texts(fields.pairs("labels")), body);
        if (fields.has("driver")) {
            fields.text("driver").ifPresent(d -> body.putObject("Driver").put("Name", d));
        } else {
            body.put("Data", Base64.getEncoder().encodeToString(content(fields)));
        }
        fields.text("template_driver")
                .ifPresent(d -> body.putObject("Templating").put("Name", d));
        return made(key, body, false);
    }

    private ApiRequest made(String key, ObjectNode body, boolean external) {
        String subject = noun() + " \"" + key + "\"";
        return switch (kind) {
            case SECRETS -> new ApiRequest.CreateSecret(subject, body, external);
            case CONFIGS -> new ApiRequest.CreateConfig(subject, body, external);
        };
    }

    private String noun() {
        return kind == Kind.SECRETS ? "secret" : "config";
    }

    private byte[] content(Fields fields) {
        Optional<String> text = fields.text("content")
                .or(() -> fields.text("environment")
                        .map(variable -> project.variables().apply(variable).orElseGet(() -> {
                            fields.error("environment", "the variable \"" + variable + "\" is not set");
                            return "";
                        })));
        if (text.isPresent()) {
            return text.get().getBytes(StandardCharsets.UTF_8);
        }
        Optional<String> file = fields.text("file");
        if (file.isEmpty()) {
            fields.error("file", "a file, a content or a variable is expected");
            return new byte[0];
        }
        try {
            return Files.readAllBytes(project.directory().resolve(file.get()));
        } catch (IOException e) {
            fields.error("file", "\"" + file.get() + "\" cannot be read");
            return new byte[0];
        }
    }
}
