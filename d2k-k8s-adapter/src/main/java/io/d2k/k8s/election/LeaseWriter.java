package io.d2k.k8s.election;

import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.client.StatusException;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the Lease in the name of one replica; the API server's check of versions lets only one of several through. */
final class LeaseWriter {
    /** The Lease's name. */
    static final String NAME = "d2k";

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final Resource<V1Lease> leases;
    private final String namespace;
    private final String self;
    private final String address;
    private final LeaseTerms terms;
    private final Clock clock;

    LeaseWriter(KubernetesClients clients, String self, String address, LeaseTerms terms, Clock clock) {
        this.leases = new Resource<>(clients, Kind.LEASE);
        this.namespace = clients.namespace();
        this.self = self;
        this.address = address;
        this.terms = terms;
        this.clock = clock;
    }

    /**
     * Takes the Lease, or renews it.
     *
     * @param own the Lease as this replica has last written it, where that is known
     * @param expected the view that the decision to take it was made on: where the Lease says something else by now,
     *     nothing is written
     * @return the Lease as it is now, this replica's or another's
     * @throws IOException when it could not be written, or is not d2k's
     */
    V1Lease write(Optional<V1Lease> own, LeaseView expected) throws IOException {
        try {
            if (own.isPresent()) {
                return leases.replace(held(own.get()));
            }
            Optional<V1Lease> found = find();
            if (found.isEmpty()) {
                return leases.create(held(fresh()));
            }
            return free(found.get(), expected) ? leases.replace(held(found.get())) : found.get();
        } catch (StatusException e) {
            // Somebody else was quicker.
            if (e.code() == CONFLICT) {
                return find().orElseThrow(() -> e);
            }
            throw e;
        }
    }

    private boolean free(V1Lease lease, LeaseView expected) throws IOException {
        if (!Keys.owned(lease.getMetadata())) {
            throw new IOException("Lease " + NAME + " of namespace " + namespace + " is not d2k's");
        }
        LeaseView view = LeaseView.of(lease);
        return view.vacant() || view.holder().equals(self) || view.equals(expected);
    }

    /**
     * Gives the Lease back where this replica holds it, so that another one may lead at once. A renewal of its own that the
     * server was still busy with may come between, once.
     */
    void release() throws IOException {
        try {
            giveBack();
        } catch (StatusException e) {
            if (e.code() != CONFLICT) {
                throw e;
            }
            giveBack();
        }
    }

    private void giveBack() throws IOException {
        Optional<V1Lease> held = find().filter(l -> LeaseView.of(l).holder().equals(self));
        if (held.isPresent()) {
            V1Lease lease = held.get();
            leases.replace(lease.spec(lease.getSpec().holderIdentity("").renewTime(now())));
        }
    }

    private Optional<V1Lease> find() throws IOException {
        try {
            return Optional.of(leases.get(NAME));
        } catch (StatusException e) {
            if (e.code() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static V1Lease fresh() {
        return new V1Lease()
                .apiVersion(Kind.LEASE.apiVersion())
                .kind(Kind.LEASE.name())
                .metadata(new V1ObjectMeta()
                        .name(NAME)
                        .labels(Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_LEADER)));
    }

    private V1Lease held(V1Lease lease) {
        V1LeaseSpec spec = Optional.ofNullable(lease.getSpec()).orElseGet(V1LeaseSpec::new);
        OffsetDateTime now = now();
        if (!self.equals(spec.getHolderIdentity())) {
            int before = Optional.ofNullable(spec.getLeaseTransitions()).orElse(-1);
            spec.holderIdentity(self).acquireTime(now).leaseTransitions(before + 1);
        }
        spec.renewTime(now).leaseDurationSeconds((int) terms.lease().toSeconds());
        Map<String, String> annotations = new HashMap<>(
                Optional.ofNullable(lease.getMetadata().getAnnotations()).orElseGet(Map::of));
        annotations.put(LeaderElection.ADDRESS, address);
        lease.getMetadata().setAnnotations(annotations);
        return lease.spec(spec);
    }

    /** Kubernetes keeps microseconds. */
    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
