package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan.Mount;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1EmptyDirVolumeSource;
import io.kubernetes.client.openapi.models.V1HostPathVolumeSource;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pod mounts.
 *
 * @param volumes the pod's volumes: a claim or path that is mounted more than once is one of them
 * @param mounts where the process finds them, in the plan's order
 */
record PodVolumes(List<V1Volume> volumes, List<V1VolumeMount> mounts) {
    static PodVolumes of(List<Mount> plan) {
        Map<String, V1Volume> volumes = new LinkedHashMap<>();
        List<V1VolumeMount> mounts = new ArrayList<>();
        for (Mount mount : plan) {
            String name = "v" + volumes.size();
            V1Volume volume = volumes.computeIfAbsent(key(mount), k -> volume(name, mount));
            mounts.add(mount(volume.getName(), mount));
        }
        return new PodVolumes(List.copyOf(volumes.values()), List.copyOf(mounts));
    }

    private static String key(Mount mount) {
        return switch (mount) {
            case Mount.Claim claim -> "claim " + claim.claim();
            case Mount.HostPath path -> "path " + path.path();
            case Mount.Memory memory -> "memory " + memory.target();
            case Mount.Scratch scratch -> "scratch " + scratch.target();
        };
    }

    private static V1Volume volume(String name, Mount mount) {
        var volume = new V1Volume().name(name);
        return switch (mount) {
            case Mount.Claim claim ->
                volume.persistentVolumeClaim(new V1PersistentVolumeClaimVolumeSource().claimName(claim.claim()));
            // No type: the path may be a file or a directory, and the runtime makes a directory where there is nothing.
            case Mount.HostPath path -> volume.hostPath(new V1HostPathVolumeSource().path(path.path()));
            case Mount.Scratch scratch -> volume.emptyDir(new V1EmptyDirVolumeSource());
            case Mount.Memory memory -> {
                var source = new V1EmptyDirVolumeSource().medium("Memory");
                if (memory.sizeBytes() > 0) {
                    source.sizeLimit(new Quantity(BigDecimal.valueOf(memory.sizeBytes()), Quantity.Format.BINARY_SI));
                }
                yield volume.emptyDir(source);
            }
        };
    }

    private static V1VolumeMount mount(String volume, Mount mount) {
        var result = new V1VolumeMount().name(volume).mountPath(mount.target());
        switch (mount) {
            case Mount.Claim claim -> {
                readOnly(result, claim.readOnly());
                if (!claim.subPath().isEmpty()) {
                    result.subPath(claim.subPath());
                }
            }
            case Mount.HostPath path -> {
                readOnly(result, path.readOnly());
                switch (path.propagation()) {
                    case FROM_HOST -> result.mountPropagation("HostToContainer");
                    case BOTH_WAYS -> result.mountPropagation("Bidirectional");
                    case NONE -> {} // which is Kubernetes' default, too
                }
            }
            case Mount.Memory memory -> readOnly(result, memory.readOnly());
            case Mount.Scratch scratch -> readOnly(result, scratch.readOnly());
        }
        return result;
    }

    private static void readOnly(V1VolumeMount mount, boolean readOnly) {
        if (readOnly) {
            mount.readOnly(true);
        }
    }
}
