package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageFacts.Layer;
import io.d2k.domain.image.ImageView;
import io.d2k.domain.image.PullProgress;
import io.d2k.domain.port.in.Images.Removed;
import java.time.Instant;
import java.util.List;

/** Writes images. Sizes are those of the compressed layers: the registry knows no others. */
public final class ImageEncoder {
    private static final String MISSING = "<missing>";

    private ImageEncoder() {}

    /**
     * One entry of {@code GET /images/json}. As in moby, containers are counted by {@code GET /system/df} alone.
     */
    public static ObjectNode listed(ImageView view, ApiVersion version) {
        return summary(view, version).put("Containers", -1);
    }

    /** One entry of {@code GET /system/df}. */
    public static ObjectNode summary(ImageView view, ApiVersion version) {
        ImageFacts facts = view.facts();
        boolean nameless = view.tags().isEmpty() && view.digests().isEmpty() && version.before(43);
        ObjectNode out = DockerJson.object()
                .put("Containers", view.containers())
                .put("Created", seconds(facts.created().orElse(Instant.EPOCH)))
                .put("Id", facts.id());
        out.set(
                "Labels",
                facts.config().labels().isEmpty()
                        ? NullNode.instance
                        : DockerJson.map(facts.config().labels()));
        out.put("ParentId", "");
        out.set("RepoDigests", DockerJson.array(nameless ? List.of("<none>@<none>") : view.digests()));
        out.set("RepoTags", DockerJson.array(nameless ? List.of("<none>:<none>") : view.tags()));
        out.put("SharedSize", -1).put("Size", facts.sizeBytes());
        if (version.before(44)) {
            out.put("VirtualSize", facts.sizeBytes());
        }
        return out;
    }

    /** What {@code GET /images/NAME/json} answers. */
    public static ObjectNode inspect(ImageView view, ApiVersion version) {
        ImageFacts facts = view.facts();
        ObjectNode out = DockerJson.object().put("Id", facts.id());
        out.set("RepoTags", DockerJson.array(view.tags()));
        out.set("RepoDigests", DockerJson.array(view.digests()));
        out.put("Parent", "")
                .put(
                        "Comment",
                        facts.history().isEmpty()
                                ? ""
                                : facts.history().getLast().comment());
        if (facts.created().isPresent() || version.before(44)) {
            out.put("Created", GoTime.nanos(facts.created()));
        }
        if (version.before(45)) {
            out.set("ContainerConfig", ContainerSchema.CONFIG.zero());
        }
        out.put("DockerVersion", "").put("Author", facts.author());
        out.set("Config", ConfigEncoder.config(facts.config()));
        out.put("Architecture", facts.architecture());
        if (!facts.variant().isEmpty()) {
            out.put("Variant", facts.variant());
        }
        out.put("Os", facts.os()).put("Size", facts.sizeBytes());
        if (version.before(44)) {
            out.put("VirtualSize", facts.sizeBytes());
        }
        out.set("GraphDriver", ContainerEncoder.graphDriver());
        ObjectNode root = out.putObject("RootFS").put("Type", "layers");
        if (!facts.layers().isEmpty()) {
            root.set("Layers", DockerJson.array(facts.layers()));
        }
        out.putObject("Metadata").put("LastTagTime", GoTime.NEVER);
        return out;
    }

    /**
     * What {@code GET /images/NAME/history} answers, the newest step first. What was noted of an image before d2k read
     * the sizes of single layers has none; an image with one layer is an exception.
     */
    public static ArrayNode history(ImageView view) {
        ArrayNode out = DockerJson.mapper().createArrayNode();
        List<Layer> steps = view.facts().history().reversed();
        long filled = steps.stream().filter(s -> !s.emptyLayer()).count();
        boolean told = steps.stream().anyMatch(s -> s.sizeBytes() > 0);
        for (Layer step : steps) {
            boolean top = out.isEmpty();
            long size =
                    !told && filled == 1 && !step.emptyLayer() ? view.facts().sizeBytes() : step.sizeBytes();
            ObjectNode line = out.addObject()
                    .put("Comment", step.comment())
                    .put("Created", step.created().map(ImageEncoder::seconds).orElse(0L))
                    .put("CreatedBy", step.createdBy())
                    .put("Id", top ? view.facts().id() : MISSING)
                    .put("Size", size);
            line.set("Tags", top ? DockerJson.arrayOrNull(view.tags()) : NullNode.instance);
        }
        return out;
    }

    /** What {@code DELETE /images/NAME} answers. */
    public static ArrayNode removed(List<Removed> lines) {
        ArrayNode out = DockerJson.mapper().createArrayNode();
        for (Removed line : lines) {
            if (line.untagged().isEmpty()) {
                out.addObject().put("Deleted", line.deleted());
            } else {
                out.addObject().put("Untagged", line.untagged());
            }
        }
        return out;
    }

    /** What {@code POST /images/prune} answers. No space is reclaimed that d2k could measure. */
    public static ObjectNode pruned(List<Removed> lines) {
        ObjectNode out = DockerJson.object();
        out.set("ImagesDeleted", lines.isEmpty() ? NullNode.instance : removed(lines));
        return out.put("SpaceReclaimed", 0);
    }

    /** One line of a pull. */
    public static ObjectNode progress(PullProgress line) {
        return switch (line) {
            case PullProgress.Failure failed -> failure(failed.text());
            case PullProgress.Step step -> step(step);
        };
    }

    private static ObjectNode step(PullProgress.Step step) {
        ObjectNode out = DockerJson.object().put("status", step.text());
        if (!step.id().isEmpty()) {
            if (!step.text().startsWith("Pulling from")) {
                out.putObject("progressDetail");
            }
            out.put("id", step.id());
        }
        return out;
    }

    /** The line by which a stream that has begun tells its failure. */
    public static ObjectNode failure(String message) {
        ObjectNode out = DockerJson.object();
        out.putObject("errorDetail").put("message", message);
        return out.put("error", message);
    }

    private static long seconds(Instant time) {
        return time.getEpochSecond();
    }
}
