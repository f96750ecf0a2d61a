package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.port.out.ContainerDocuments;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Reads containers' records from the objects that hold them. What never changes of a container is parsed once. */
final class ContainerRecords {
    private final ContainerDocuments documents;
    private final ConcurrentMap<String, Parsed> parsed = new ConcurrentHashMap<>();

    ContainerRecords(ContainerDocuments documents) {
        this.documents = documents;
    }

    /**
     * Reads a run-once container's record.
     *
     * @throws EngineException when the object is not one
     */
    ContainerRecord read(V1PodTemplate object) {
        V1ObjectMeta metadata = object.getMetadata();
        boolean wanted = Keys.annotation(metadata, Keys.WANTED)
                .map(Boolean::parseBoolean)
                .orElse(false);
        return read(metadata, WorkloadKind.RUN_ONCE, wanted);
    }

    /**
     * Reads a Deployment container's record.
     *
     * @throws EngineException when the object is not one
     */
    ContainerRecord read(V1Deployment object) {
        Integer replicas = object.getSpec().getReplicas();
        return read(object.getMetadata(), WorkloadKind.DEPLOYMENT, replicas == null || replicas > 0);
    }

    /** Forgets what was parsed of a container that has gone. */
    void forget(String id) {
        parsed.remove(id);
    }

    /** Returns the record of a container that is to be created. */
    static ContainerRecord initial(ContainerPlan plan) {
        return new ContainerRecord(
                plan.id(),
                plan.name(),
                plan.objectName(),
                plan.kind(),
                plan.created(),
                plan.spec(),
                plan.image(),
                plan.anonymousVolumes(),
                plan.inheritedBinds(),
                plan.networks(),
                plan.links(),
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private ContainerRecord read(V1ObjectMeta metadata, WorkloadKind kind, boolean wanted) {
        String id = required(metadata, Keys.ID);
        String document = required(metadata, Keys.SPEC);
        Optional<String> image = Keys.annotation(metadata, Keys.IMAGE);
        Parsed known =
                parsed.compute(id, (key, old) -> old != null && old.of(document, image) ? old : parse(document, image));
        return new ContainerRecord(
                id,
                required(metadata, Keys.NAME),
                metadata.getName(),
                kind,
                Keys.created(metadata, Keys.annotation(metadata, Keys.CREATED).map(Json::instant)),
                known.spec(),
                known.facts(),
                texts(metadata, Keys.ANONYMOUS_VOLUMES),
                texts(metadata, Keys.INHERITED_BINDS),
                Keys.annotation(metadata, Keys.NETWORKS)
                        .map(text -> RecordAnnotations.networks(Json.parse(text)))
                        .orElseGet(List::of),
                Keys.annotation(metadata, Keys.LINKS)
                        .map(text -> RecordAnnotations.links(Json.parse(text)))
                        .orElseGet(List::of),
                number(required(metadata, Keys.RUN)),
                wanted,
                Keys.annotation(metadata, Keys.ENDING).map(text -> RecordAnnotations.ending(Json.parse(text))),
                Keys.annotation(metadata, Keys.LAST_RUN).map(text -> RecordAnnotations.lastRun(Json.parse(text))),
                metadata.getDeletionTimestamp() != null
                        || Keys.annotation(metadata, Keys.REMOVING).equals(Optional.of("true")));
    }

    private Parsed parse(String document, Optional<String> image) {
        return new Parsed(
                document, image, documents.read(document), image.map(text -> ImageFactsJson.read(Json.parse(text))));
    }

    private static List<String> texts(V1ObjectMeta metadata, String key) {
        return Keys.annotation(metadata, key)
                .map(text -> Json.texts(Json.parse(text)))
                .orElseGet(List::of);
    }

    private static String required(V1ObjectMeta metadata, String key) {
        return Keys.annotation(metadata, key)
                .orElseThrow(() -> EngineException.internal("annotation " + key + " is missing"));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new EngineException(io.d2k.domain.error.ErrorKind.INTERNAL, "not a number: " + text, e);
        }
    }

    private record Parsed(String document, Optional<String> image, ContainerSpec spec, Optional<ImageFacts> facts) {
        boolean of(String newDocument, Optional<String> newImage) {
            return document.equals(newDocument) && image.equals(newImage);
        }
    }
}
