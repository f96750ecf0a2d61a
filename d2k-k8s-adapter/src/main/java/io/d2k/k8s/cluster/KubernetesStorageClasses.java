package io.d2k.k8s.cluster;

import io.d2k.domain.port.out.StorageClasses;
import io.d2k.domain.volume.StorageClass;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.kubernetes.client.openapi.models.V1StorageClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Storage classes, which belong to the whole cluster: d2k may be forbidden to see them. */
final class KubernetesStorageClasses implements StorageClasses {
    private final CachedResource<V1StorageClass> classes;
    private final Readiness readiness;

    KubernetesStorageClasses(CachedResource<V1StorageClass> classes, Readiness readiness) {
        this.classes = classes;
        this.readiness = readiness;
    }

    @Override
    public Optional<List<StorageClass>> list() {
        readiness.require();
        boolean seen = classes.synced().isDone() && !classes.synced().isCompletedExceptionally();
        return seen
                ? Optional.of(
                        classes.all().stream().map(KubernetesStorageClasses::of).toList())
                : Optional.empty();
    }

    private static StorageClass of(V1StorageClass object) {
        return new StorageClass(
                object.getMetadata().getName(),
                Optional.ofNullable(object.getProvisioner()).orElse(""),
                Optional.ofNullable(object.getParameters()).orElseGet(Map::of),
                Optional.ofNullable(object.getMountOptions()).orElseGet(List::of));
    }
}
