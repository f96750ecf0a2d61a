package io.d2k.k8s.store;

import com.google.gson.JsonObject;
import io.d2k.domain.ObjectNames;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.DependencyStore;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencyRule;
import io.d2k.domain.swarm.DependencySpec;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Secret;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A swarm's secrets as Secrets, and its configs as config maps. They are not immutable, though nothing changes them: a
 * kubelet does not watch an immutable object, and mounts the bytes of a removed one for the next of its name as long as a
 * pod that is going has it.
 */
public final class KubernetesDependencies<T extends KubernetesObject> implements DependencyStore {
    private static final System.Logger LOG = System.getLogger(KubernetesDependencies.class.getName());
    private static final int NAMES_TRIED = 8;

    private final CachedResource<T> resource;
    private final Readiness readiness;
    private final String kind;
    private final BiFunction<V1ObjectMeta, byte[], T> make;
    private final Function<T, Map<String, byte[]>> data;

    private KubernetesDependencies(
            CachedResource<T> resource,
            Readiness readiness,
            String kind,
            BiFunction<V1ObjectMeta, byte[], T> make,
            Function<T, Map<String, byte[]>> data) {
        this.resource = resource;
        this.readiness = readiness;
        this.kind = kind;
        this.make = make;
        this.data = data;
    }

    /** Returns the store of secrets. */
    public static DependencyStore secrets(CachedResource<V1Secret> secrets, Readiness readiness) {
        return new KubernetesDependencies<>(
                secrets,
                readiness,
                Keys.KIND_SECRET,
                (metadata, bytes) -> new V1Secret()
                        .apiVersion("v1")
                        .kind("Secret")
                        .type("Opaque")
                        .metadata(metadata)
                        .data(Map.of(Dependency.KEY, bytes)),
                secret -> secret.getData() == null ? Map.of() : secret.getData());
    }

    /** Returns the store of configs. */
    public static DependencyStore configs(CachedResource<V1ConfigMap> configMaps, Readiness readiness) {
        return new KubernetesDependencies<>(
                configMaps,
                readiness,
                Keys.KIND_CONFIG,
                (metadata, bytes) -> new V1ConfigMap()
                        .apiVersion("v1")
                        .kind("ConfigMap")
                        .metadata(metadata)
                        .binaryData(Map.of(Dependency.KEY, bytes)),
                ConfigMaps::bytes);
    }

    @Override
    public List<Dependency> list() {
        readiness.require();
        return resource.all().stream()
                .filter(object -> Keys.is(object.getMetadata(), kind))
                .flatMap(this::readable)
                .toList();
    }

    /** An object name that belongs to something else, which d2k may not even see, is a reason to take another one. */
    @Override
    public Dependency create(DependencySpec spec, Instant now) {
        readiness.require();
        byte[] bytes = Base64.getDecoder().decode(spec.data());
        String origin = UUID.randomUUID().toString();
        Set<String> taken = new HashSet<>();
        resource.all().forEach(object -> taken.add(object.getMetadata().getName()));
        for (int attempt = 1; ; attempt++) {
            String name = ObjectNames.of(spec.name(), n -> taken.contains(n) || n.startsWith(Names.OWN_PREFIX));
            try {
                return read(resource.create(make.apply(metadata(name, spec, now, origin), bytes)));
            } catch (EngineException e) {
                if (e.kind() != ErrorKind.CONFLICT || attempt == NAMES_TRIED || sameName(name, spec.name())) {
                    throw e;
                }
                taken.add(name);
            }
        }
    }

    private boolean sameName(String object, String name) {
        return resource.refresh(object)
                .filter(found -> Keys.is(found.getMetadata(), kind))
                .flatMap(found -> Keys.annotation(found.getMetadata(), Keys.NAME))
                .filter(found -> DependencyRule.sameName(found, name))
                .isPresent();
    }

    @Override
    public Dependency relabel(Dependency dependency, Function<Dependency, Map<String, String>> labels, Instant now) {
        readiness.require();
        return Contention.settle(
                () -> {
                    T newest = newest(dependency)
                            .orElseThrow(() -> EngineException.notFound(dependency.name() + " has gone"));
                    Map<String, String> annotations = new TreeMap<>(SwarmMetas.next(newest.getMetadata(), now));
                    annotations.put(
                            Keys.LABELS, Json.object(labels.apply(read(newest))).toString());
                    return read(Contention.write(
                            () -> resource.patch(dependency.object(), patch(newest.getMetadata(), annotations))));
                },
                () -> resource.refresh(dependency.object()));
    }

    @Override
    public void remove(Dependency dependency) {
        readiness.require();
        newest(dependency).ifPresent(object -> resource.delete(object, OptionalLong.empty()));
    }

    private Optional<T> newest(Dependency dependency) {
        return resource.get(dependency.object())
                .filter(object -> Keys.is(object.getMetadata(), kind))
                .filter(object -> SwarmMetas.of(object.getMetadata()).id().equals(dependency.id()));
    }

    private static JsonObject patch(V1ObjectMeta metadata, Map<String, String> annotations) {
        JsonObject changes = new JsonObject();
        annotations.forEach(changes::addProperty);
        JsonObject changed = new JsonObject();
        changed.addProperty("resourceVersion", metadata.getResourceVersion());
        changed.add("annotations", changes);
        JsonObject patch = new JsonObject();
        patch.add("metadata", changed);
        return patch;
    }

    private V1ObjectMeta metadata(String object, DependencySpec spec, Instant now, String origin) {
        Map<String, String> annotations = new TreeMap<>(Map.of(
                Keys.NAME,
                spec.name(),
                Keys.LABELS,
                Json.object(spec.labels()).toString(),
                Keys.CREATED,
                now.toString(),
                Keys.ORIGIN,
                origin));
        spec.templating().ifPresent(engine -> annotations.put(Keys.TEMPLATING, engine));
        return new V1ObjectMeta()
                .name(object)
                .labels(new TreeMap<>(
                        Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, kind, Keys.NAME, Names.label(spec.name()))))
                .annotations(annotations);
    }

    private Stream<Dependency> readable(T object) {
        try {
            return Stream.of(read(object));
        } catch (EngineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is passed over, it is no {1} of a swarm: {2}",
                    object.getMetadata().getName(),
                    kind,
                    e.getMessage());
            return Stream.empty();
        }
    }

    private Dependency read(T object) {
        V1ObjectMeta metadata = object.getMetadata();
        byte[] bytes = Optional.ofNullable(data.apply(object).get(Dependency.KEY))
                .orElseThrow(() -> EngineException.internal("key " + Dependency.KEY + " is missing"));
        return new Dependency(
                SwarmMetas.of(metadata),
                Keys.annotation(metadata, Keys.NAME)
                        .orElseThrow(() -> EngineException.internal("annotation " + Keys.NAME + " is missing")),
                Keys.annotation(metadata, Keys.LABELS)
                        .map(text -> Json.map(Json.parse(text)))
                        .orElseGet(Map::of),
                Base64.getEncoder().encodeToString(bytes),
                Keys.annotation(metadata, Keys.TEMPLATING),
                metadata.getName());
    }
}
