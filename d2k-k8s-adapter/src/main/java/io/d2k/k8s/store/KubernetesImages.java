package io.d2k.k8s.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Pulled images as config maps, one for each reference. */
public final class KubernetesImages implements ImageStore {
    private static final System.Logger LOG = System.getLogger(KubernetesImages.class.getName());
    private static final String DATA = "image";

    private final ConfigMaps maps;
    private final RemovedImages removed;

    /** Makes the store. */
    public KubernetesImages(CachedResource<V1ConfigMap> configMaps, Readiness readiness) {
        this.maps = new ConfigMaps(configMaps, readiness, Keys.KIND_IMAGE);
        this.removed = new RemovedImages(configMaps, readiness);
    }

    @Override
    public List<ImageRecord> list() {
        return maps.all().stream().flatMap(KubernetesImages::readable).toList();
    }

    @Override
    public void save(ImageRecord image) {
        String reference = canonical(image.reference());
        String name = Names.image(reference);
        maps.write(
                name,
                before -> Optional.of(new V1ConfigMap()
                        .apiVersion("v1")
                        .kind("ConfigMap")
                        .metadata(maps.metadata(name, Names.digest(reference), reference))
                        .data(Map.of(DATA, write(image).toString()))));
        removed.drop(reference);
    }

    @Override
    public void remove(ImageRecord image) {
        String reference = canonical(image.reference());
        removed.add(reference);
        maps.remove(Names.image(reference));
    }

    @Override
    public boolean removed(ImageReference reference) {
        return removed.has(canonical(reference));
    }

    private static String canonical(ImageReference reference) {
        return reference.domain()
                + "/"
                + reference.path()
                + reference.tag().map(tag -> ":" + tag).orElse("")
                + reference.digest().map(digest -> "@" + digest).orElse("");
    }

    private static Stream<ImageRecord> readable(V1ConfigMap map) {
        try {
            return Stream.of(read(Json.parse(ConfigMaps.data(map).getOrDefault(DATA, ""))));
        } catch (EngineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is passed over, it is no record of a image: {1}",
                    map.getMetadata().getName(),
                    e.getMessage());
            return Stream.empty();
        }
    }

    private static ObjectNode write(ImageRecord image) {
        ObjectNode node =
                write(image.reference()).put("recorded", image.recorded().toString());
        image.source().ifPresent(source -> node.set("source", write(source)));
        node.set("facts", ImageFactsJson.write(image.facts()));
        return node;
    }

    private static ObjectNode write(ImageReference reference) {
        ObjectNode node = Json.object().put("domain", reference.domain()).put("path", reference.path());
        reference.tag().ifPresent(tag -> node.put("tag", tag));
        reference.digest().ifPresent(digest -> node.put("digest", digest));
        return node;
    }

    private static ImageRecord read(JsonNode node) {
        return new ImageRecord(
                reference(node),
                ImageFactsJson.read(node.path("facts")),
                Json.instant(Json.text(node, "recorded")),
                Optional.of(node.path("source")).filter(JsonNode::isObject).map(KubernetesImages::reference));
    }

    private static ImageReference reference(JsonNode node) {
        return new ImageReference(
                Json.text(node, "domain"),
                Json.text(node, "path"),
                Optional.of(Json.text(node, "tag")).filter(tag -> !tag.isEmpty()),
                Optional.of(Json.text(node, "digest")).filter(digest -> !digest.isEmpty()));
    }
}
