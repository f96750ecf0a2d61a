package io.d2k.k8s.election;

import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What a Lease says.
 *
 * @param holder who has it, empty for nobody
 * @param address where the holder serves
 * @param renewed when the holder last renewed it, by the holder's clock: compared for a change only, since clocks differ
 * @param lease how long the holder's word holds
 */
record LeaseView(String holder, String address, Instant renewed, Duration lease) {
    /** There is no Lease, or nobody has it. */
    static final LeaseView NONE = new LeaseView("", "", Instant.EPOCH, Duration.ZERO);

    static LeaseView of(V1Lease lease) {
        V1LeaseSpec spec = Optional.ofNullable(lease.getSpec()).orElseGet(V1LeaseSpec::new);
        String holder = Optional.ofNullable(spec.getHolderIdentity()).orElse("");
        if (holder.isEmpty()) {
            return NONE;
        }
        return new LeaseView(
                holder,
                Keys.annotation(lease.getMetadata(), LeaderElection.ADDRESS).orElse(""),
                Optional.ofNullable(spec.getRenewTime())
                        .map(OffsetDateTime::toInstant)
                        .orElse(Instant.EPOCH),
                Duration.ofSeconds(
                        Optional.ofNullable(spec.getLeaseDurationSeconds()).orElse(0)));
    }

    boolean vacant() {
        return holder.isEmpty();
    }
}
