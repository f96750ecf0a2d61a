package io.d2k.k8s.store;

import com.google.gson.JsonObject;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.VolumeStore;
import io.d2k.domain.volume.VolumePlan;
import io.d2k.domain.volume.VolumePlan.Backing;
import io.d2k.domain.volume.VolumeRecord;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.cache.Readings;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.d2k.k8s.manifest.VolumeClaims;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Volumes as persistent volume claims; those that are directories of nodes as records in config maps. */
public final class KubernetesVolumes implements VolumeStore {
    private static final System.Logger LOG = System.getLogger(KubernetesVolumes.class.getName());

    private final CachedResource<V1PersistentVolumeClaim> claims;
    private final CachedResource<V1ConfigMap> configMaps;
    private final Readings<V1PersistentVolumeClaim, VolumeRecord> ofClaims;
    private final Readings<V1ConfigMap, VolumeRecord> ofConfigMaps;
    private final Readiness readiness;

    /**
     * Makes the store.
     *
     * @param ofClaims made by {@link #records()}, and told by the store of claims
     * @param ofConfigMaps the same for config maps
     */
    public KubernetesVolumes(
            CachedResource<V1PersistentVolumeClaim> claims,
            Readings<V1PersistentVolumeClaim, VolumeRecord> ofClaims,
            CachedResource<V1ConfigMap> configMaps,
            Readings<V1ConfigMap, VolumeRecord> ofConfigMaps,
            Readiness readiness) {
        this.claims = claims;
        this.ofClaims = ofClaims;
        this.configMaps = configMaps;
        this.ofConfigMaps = ofConfigMaps;
        this.readiness = readiness;
    }

    /** Returns readings of volumes, by their names. */
    public static <T extends KubernetesObject> Readings<T, VolumeRecord> records() {
        return new Readings<>(KubernetesVolumes::readable, VolumeRecord::name);
    }

    @Override
    public List<VolumeRecord> list() {
        readiness.require();
        return Stream.concat(ofClaims.all().stream(), ofConfigMaps.all().stream())
                .toList();
    }

    @Override
    public Set<String> claims() {
        readiness.require();
        return claims.all().stream()
                .map(V1PersistentVolumeClaim::getMetadata)
                .filter(metadata -> Keys.is(metadata, Keys.KIND_VOLUME))
                .map(V1ObjectMeta::getName)
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<VolumeRecord> find(String name) {
        readiness.require();
        return Stream.concat(ofClaims.of(name).stream(), ofConfigMaps.of(name).stream())
                .min(Comparator.comparing(VolumeRecord::removing).thenComparing(VolumeRecord::created));
    }

    /** Makes a volume; one of that name that d2k has made already is returned as it is. */
    @Override
    public VolumeRecord create(VolumePlan plan) {
        readiness.require();
        VolumeRecord made = record(
                switch (plan.backing()) {
                    case Backing.Claim claim -> claims.create(VolumeClaims.of(claim, metadata(plan, claim.claim())));
                    case Backing.Node node ->
                        configMaps.create(new V1ConfigMap()
                                .apiVersion("v1")
                                .kind("ConfigMap")
                                .metadata(metadata(plan, Names.volume(plan.name()))));
                });
        if (made.removing()) {
            throw EngineException.conflict("volume " + plan.name() + " is still being removed");
        }
        return made;
    }

    @Override
    public void markFilled(VolumeRecord volume) {
        readiness.require();
        if (volume.claim().isEmpty()) {
            markFilled(configMaps, Names.volume(volume.name()), volume);
        } else {
            markFilled(claims, volume.claim(), volume);
        }
    }

    private static <T extends KubernetesObject> void markFilled(
            CachedResource<T> resource, String name, VolumeRecord volume) {
        Contention.settle(
                () -> held(resource, name, volume)
                        .map(object -> Contention.write(() -> resource.patch(name, filled(object.getMetadata())))),
                () -> resource.refresh(name));
    }

    private static JsonObject filled(V1ObjectMeta now) {
        JsonObject annotations = new JsonObject();
        annotations.addProperty(Keys.FILLED, "true");
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", now.getResourceVersion());
        metadata.add("annotations", annotations);
        JsonObject patch = new JsonObject();
        patch.add("metadata", metadata);
        return patch;
    }

    @Override
    public void remove(VolumeRecord volume) {
        readiness.require();
        if (volume.claim().isEmpty()) {
            held(configMaps, Names.volume(volume.name()), volume)
                    .ifPresent(map -> configMaps.delete(map, OptionalLong.empty()));
        } else {
            held(claims, volume.claim(), volume).ifPresent(claim -> claims.delete(claim, OptionalLong.empty()));
        }
    }

    private static <T extends KubernetesObject> Optional<T> held(
            CachedResource<T> resource, String name, VolumeRecord volume) {
        return resource.get(name)
                .filter(object -> Keys.is(object.getMetadata(), Keys.KIND_VOLUME))
                .filter(object ->
                        Keys.annotation(object.getMetadata(), Keys.NAME).equals(Optional.of(volume.name())));
    }

    private static V1ObjectMeta metadata(VolumePlan plan, String name) {
        String id = Names.digest("volume " + plan.name());
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(Keys.ID, id);
        annotations.put(Keys.NAME, plan.name());
        annotations.put(Keys.CREATED, plan.created().toString());
        annotations.put(Keys.DRIVER, plan.driver());
        annotations.put(Keys.LABELS, Json.object(plan.labels()).toString());
        annotations.put(Keys.OPTIONS, Json.object(plan.options()).toString());
        annotations.put(Keys.ANONYMOUS, Boolean.toString(plan.anonymous()));
        return new V1ObjectMeta()
                .name(name)
                .labels(new TreeMap<>(Map.of(
                        Keys.MANAGED_BY,
                        Keys.D2K,
                        Keys.KIND,
                        Keys.KIND_VOLUME,
                        Keys.ID,
                        Keys.idLabel(id),
                        Keys.NAME,
                        Names.label(plan.name()))))
                .annotations(annotations);
    }

    private static Optional<VolumeRecord> readable(KubernetesObject object) {
        if (!Keys.is(object.getMetadata(), Keys.KIND_VOLUME)) {
            return Optional.empty();
        }
        try {
            return Optional.of(record(object));
        } catch (EngineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is passed over, it is no record of a volume: {1}",
                    object.getMetadata().getName(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static VolumeRecord record(KubernetesObject object) {
        V1ObjectMeta metadata = object.getMetadata();
        return new VolumeRecord(
                Keys.annotation(metadata, Keys.NAME)
                        .orElseThrow(() -> EngineException.internal("annotation " + Keys.NAME + " is missing")),
                object instanceof V1PersistentVolumeClaim ? metadata.getName() : "",
                Keys.created(metadata, Keys.annotation(metadata, Keys.CREATED).map(Json::instant)),
                Keys.annotation(metadata, Keys.DRIVER).orElse("local"),
                map(metadata, Keys.LABELS),
                map(metadata, Keys.OPTIONS),
                Keys.annotation(metadata, Keys.ANONYMOUS).equals(Optional.of("true")),
                object instanceof V1PersistentVolumeClaim claim ? capacity(claim) : 0,
                Keys.annotation(metadata, Keys.FILLED).equals(Optional.of("true")),
                metadata.getDeletionTimestamp() != null);
    }

    private static Map<String, String> map(V1ObjectMeta metadata, String key) {
        return Keys.annotation(metadata, key)
                .map(text -> Json.map(Json.parse(text)))
                .orElseGet(Map::of);
    }

    private static long capacity(V1PersistentVolumeClaim claim) {
        if (claim.getStatus() == null || claim.getStatus().getCapacity() == null) {
            return 0;
        }
        Quantity storage = claim.getStatus().getCapacity().get("storage");
        return storage == null ? 0 : storage.getNumber().longValue();
    }
}
