package io.d2k.k8s.store;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.VolumeStore;
import io.d2k.domain.volume.VolumePlan;
import io.d2k.domain.volume.VolumeRecord;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.d2k.k8s.manifest.VolumeClaims;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Volumes as persistent volume claims. */
public final class KubernetesVolumes implements VolumeStore {
    private static final System.Logger LOG = System.getLogger(KubernetesVolumes.class.getName());

    private final CachedResource<V1PersistentVolumeClaim> claims;
    private final Readiness readiness;

    /** Makes the store. */
    public KubernetesVolumes(CachedResource<V1PersistentVolumeClaim> claims, Readiness readiness) {
        this.claims = claims;
        this.readiness = readiness;
    }

    @Override
    public List<VolumeRecord> list() {
        readiness.require();
        return records().toList();
    }

    @Override
    public Optional<VolumeRecord> find(String name) {
        readiness.require();
        // what a record says in JSON is read of those alone that have the name
        return claims.all().stream()
                .filter(claim -> Keys.is(claim.getMetadata(), Keys.KIND_VOLUME))
                .filter(claim -> Keys.annotation(claim.getMetadata(), Keys.NAME).equals(Optional.of(name)))
                .flatMap(KubernetesVolumes::readable)
                .min(Comparator.comparing(VolumeRecord::removing).thenComparing(VolumeRecord::created));
    }

    /** Makes a volume; one of that name that d2k has made already is returned as it is. */
    @Override
    public VolumeRecord create(VolumePlan plan) {
        readiness.require();
        VolumeRecord made = record(claims.create(VolumeClaims.of(plan, metadata(plan))));
        if (made.removing()) {
            throw EngineException.conflict("volume " + plan.name() + " is still being removed");
        }
        return made;
    }

    @Override
    public void remove(VolumeRecord volume) {
        readiness.require();
        claims.get(volume.claim())
                .filter(claim -> Keys.is(claim.getMetadata(), Keys.KIND_VOLUME))
                .filter(claim -> Keys.annotation(claim.getMetadata(), Keys.NAME).equals(Optional.of(volume.name())))
                .ifPresent(claim -> claims.delete(claim, OptionalLong.empty()));
    }

    private Stream<VolumeRecord> records() {
        return claims.all().stream()
                .filter(claim -> Keys.is(claim.getMetadata(), Keys.KIND_VOLUME))
                .flatMap(KubernetesVolumes::readable);
    }

    private static V1ObjectMeta metadata(VolumePlan plan) {
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
                .name(plan.claim())
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

    private static Stream<VolumeRecord> readable(V1PersistentVolumeClaim claim) {
        try {
            return Stream.of(record(claim));
        } catch (EngineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is passed over, it is no record of a volume: {1}",
                    claim.getMetadata().getName(),
                    e.getMessage());
            return Stream.empty();
        }
    }

    private static VolumeRecord record(V1PersistentVolumeClaim claim) {
        V1ObjectMeta metadata = claim.getMetadata();
        return new VolumeRecord(
                Keys.annotation(metadata, Keys.NAME)
                        .orElseThrow(() -> EngineException.internal("annotation " + Keys.NAME + " is missing")),
                metadata.getName(),
                Keys.created(metadata, Keys.annotation(metadata, Keys.CREATED).map(Json::instant)),
                Keys.annotation(metadata, Keys.DRIVER).orElse("local"),
                map(metadata, Keys.LABELS),
                map(metadata, Keys.OPTIONS),
                Keys.annotation(metadata, Keys.ANONYMOUS).equals(Optional.of("true")),
                capacity(claim),
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
