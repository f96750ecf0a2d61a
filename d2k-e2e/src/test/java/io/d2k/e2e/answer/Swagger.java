package io.d2k.e2e.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Docker's description of its API: which operations there are, and the schemas of their answers. */
final class Swagger {
    private static final String FILE = "/docker-api/swagger-v1.45.yaml";

    private final List<Operation> operations = new ArrayList<>();
    private final JsonSchema error;

    /** Reads the description. */
    Swagger() {
        JsonNode document = read();
        JsonNode definitions = SchemaTranslation.definitions(document.get("definitions"));
        Map<JsonNode, Optional<JsonSchema>> known = new HashMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.add(operation(
                                operation.getKey(),
                                path.getKey(),
                                operation.getValue(),
                                schema -> known.computeIfAbsent(schema, s -> Optional.of(compile(s, definitions)))))));
        operations.sort(Comparator.comparingLong(
                o -> o.template().chars().filter(c -> c == '{').count()));
        error = compile(definitions.get("ErrorResponse"), definitions);
    }

    /**
     * An operation.
     *
     * @param template the path with its variables
     * @param answers the schema of each status that the description names; empty for an answer without one
     * @param json whether its answers are JSON, where they have a body
     */
    record Operation(
            String method, String template, Pattern path, Map<Integer, Optional<JsonSchema>> answers, boolean json) {
        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    private interface Compiler {
        Optional<JsonSchema> compile(JsonNode schema);
    }

    /** Returns the operation of a request. */
    Optional<Operation> find(String method, String path) {
        return operations.stream()
                .filter(o -> o.method().equals(method) && o.path().matcher(path).matches())
                .findFirst();
    }

    /** Returns the schema of what is answered in place of anything that went wrong. */
    JsonSchema error() {
        return error;
    }

    private static Operation operation(String method, String template, JsonNode description, Compiler compiler) {
        Map<Integer, Optional<JsonSchema>> answers = new HashMap<>();
        description.get("responses").properties().forEach(answer -> {
            JsonNode schema = answer.getValue().path("schema");
            answers.put(
                    Integer.parseInt(answer.getKey()),
                    schema.isMissingNode() ? Optional.empty() : compiler.compile(SchemaTranslation.translate(schema)));
        });
        JsonNode produces = description.path("produces");
        boolean json = produces.isMissingNode() || produces.toString().contains(Exchange.JSON);
        // A name may have slashes, an ID has none; a container is also known by a link, which has one.
        String path = template.replace("{name}", ".+")
                .replace("/containers/{id}", "/containers/[^/]+(/[^/]+)?")
                .replaceAll("\\{[^}]+}", "[^/]+");
        return new Operation(method.toUpperCase(Locale.ROOT), template, Pattern.compile(path), answers, json);
    }

    private static JsonSchema compile(JsonNode schema, JsonNode definitions) {
        ObjectNode whole = schema.deepCopy();
        if (whole.has("$ref")) {
            // Beside a reference nothing else counts.
            whole.putArray("allOf").addObject().set("$ref", whole.remove("$ref"));
        }
        whole.set("definitions", definitions);
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ROOT)
                .build();
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(whole, config);
    }

    private static JsonNode read() {
        try (InputStream in = Swagger.class.getResourceAsStream(FILE)) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
