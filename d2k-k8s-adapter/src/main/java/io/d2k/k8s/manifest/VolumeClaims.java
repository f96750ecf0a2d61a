package io.d2k.k8s.manifest;

import io.d2k.domain.volume.VolumePlan.Backing;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1VolumeResourceRequirements;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Volumes as claims. */
public final class VolumeClaims {
    private VolumeClaims() {}

    /**
     * Returns the claim of a volume.
     *
     * @param metadata name, labels and annotations of the claim
     */
    public static V1PersistentVolumeClaim of(Backing.Claim plan, V1ObjectMeta metadata) {
        Quantity size = new Quantity(BigDecimal.valueOf(Math.max(1, plan.bytes())), Quantity.Format.BINARY_SI);
        String access = switch (plan.access()) {
            case READ_WRITE_ONCE -> "ReadWriteOnce";
            case READ_WRITE_MANY -> "ReadWriteMany";
        };
        var spec = new V1PersistentVolumeClaimSpec()
                .accessModes(List.of(access))
                .resources(new V1VolumeResourceRequirements().requests(Map.of("storage", size)));
        plan.storageClass().ifPresent(spec::storageClassName);
        return new V1PersistentVolumeClaim()
                .apiVersion("v1")
                .kind("PersistentVolumeClaim")
                .metadata(metadata)
                .spec(spec);
    }
}
