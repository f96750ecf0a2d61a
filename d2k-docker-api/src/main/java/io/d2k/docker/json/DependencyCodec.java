package io.d2k.docker.json;

import static io.d2k.docker.json.GoTypes.TEXT;
import static io.d2k.docker.json.GoTypes.TEXT_MAP;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencyKind;
import io.d2k.domain.swarm.DependencySpec;
import java.util.List;
import java.util.Optional;

/** Reads and writes secrets and configs. */
public final class DependencyCodec {
    /** What every spec of a swarm object begins with. */
    static final GoStruct ANNOTATIONS = GoStruct.named("swarm.Annotations")
            .omitEmpty("Name", TEXT)
            .field("Labels", TEXT_MAP)
            .build();
    /** A plugin with its options. */
    static final GoStruct DRIVER = GoStruct.named("swarm.Driver")
            .omitEmpty("Name", TEXT)
            .omitEmpty("Options", TEXT_MAP)
            .build();

    private static final GoStruct SECRET = GoStruct.named("swarm.SecretSpec")
            .embed("Annotations", ANNOTATIONS)
            .omitEmpty("Data", new GoBytes())
            .omitEmpty("Driver", new GoType.Nullable(DRIVER))
            .omitEmpty("Templating", new GoType.Nullable(DRIVER))
            .build();
    private static final GoStruct CONFIG = GoStruct.named("swarm.ConfigSpec")
            .embed("Annotations", ANNOTATIONS)
            .omitEmpty("Data", new GoBytes())
            .omitEmpty("Templating", new GoType.Nullable(DRIVER))
            .build();

    private final GoStruct struct;
    private final boolean readable;

    private DependencyCodec(GoStruct struct, boolean readable) {
        this.struct = struct;
        this.readable = readable;
    }

    /** Returns the codec of one of the two. */
    public static DependencyCodec of(DependencyKind kind) {
        return switch (kind) {
            case SECRET -> new DependencyCodec(SECRET, false);
            case CONFIG -> new DependencyCodec(CONFIG, true);
        };
    }

    /**
     * Reads a spec.
     *
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public DependencySpec decode(byte[] body) {
        var fields = new Fields(DockerJson.read(body, struct));
        return new DependencySpec(
                fields.text("Name"),
                fields.map("Labels"),
                fields.text("Data"),
                name(fields, "Driver"),
                name(fields, "Templating"));
    }

    private static Optional<String> name(Fields fields, String driver) {
        return fields.isSet(driver) ? Optional.of(fields.object(driver).text("Name")) : Optional.empty();
    }

    /** What {@code GET /secrets/ID} or {@code GET /configs/ID} answers: the content of a secret is kept back. */
    public ObjectNode encode(Dependency dependency) {
        ObjectNode out = SwarmEncoder.meta(dependency.meta());
        ObjectNode spec = out.putObject("Spec").put("Name", dependency.name());
        spec.set("Labels", DockerJson.map(dependency.labels()));
        if (readable) {
            spec.put("Data", dependency.data());
        }
        dependency.templating().ifPresent(engine -> {
            ObjectNode templating = spec.putObject("Templating");
            if (!engine.isEmpty()) {
                templating.put("Name", engine);
            }
        });
        return out;
    }

    /** What {@code GET /secrets} or {@code GET /configs} answers. */
    public ArrayNode list(List<Dependency> dependencies) {
        ArrayNode out = DockerJson.mapper().createArrayNode();
        dependencies.forEach(d -> out.add(encode(d)));
        return out;
    }

    /** What a create answers (201). */
    public ObjectNode created(String id) {
        return DockerJson.object().put("ID", id);
    }
}
