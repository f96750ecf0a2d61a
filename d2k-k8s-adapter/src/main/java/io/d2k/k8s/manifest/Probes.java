package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan;
import io.kubernetes.client.openapi.models.V1ExecAction;
import io.kubernetes.client.openapi.models.V1Probe;
import java.time.Duration;
import java.util.Optional;

/** The checks that decide health. */
final class Probes {
    private Probes() {}

    static V1Probe of(PodPlan.Probe plan) {
        return probe(plan, plan.period(), plan.failures());
    }

    /** Returns that which the others wait for to pass once. */
    static Optional<V1Probe> ofStart(PodPlan.Probe plan) {
        return plan.start().map(start -> probe(plan, start.period(), start.failures()));
    }

    private static V1Probe probe(PodPlan.Probe plan, Duration period, int failures) {
        return new V1Probe()
                .exec(new V1ExecAction().command(Expansion.escape(plan.command())))
                .periodSeconds(Seconds.ceilInt(period, 1))
                .timeoutSeconds(Seconds.ceilInt(plan.timeout(), 1))
                .failureThreshold(Math.max(1, failures))
                .successThreshold(1);
    }
}
