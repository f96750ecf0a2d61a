package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan;
import io.kubernetes.client.openapi.models.V1ExecAction;
import io.kubernetes.client.openapi.models.V1Probe;

/** The check that decides health: readiness only, since Docker does not kill an unhealthy container. */
final class Probes {
    private Probes() {}

    static V1Probe of(PodPlan.Probe plan) {
        return new V1Probe()
                .exec(new V1ExecAction().command(Expansion.escape(plan.command())))
                .initialDelaySeconds(Seconds.ceilInt(plan.initialDelay(), 0))
                .periodSeconds(Seconds.ceilInt(plan.period(), 1))
                .timeoutSeconds(Seconds.ceilInt(plan.timeout(), 1))
                .failureThreshold(Math.max(1, plan.failures()))
                .successThreshold(1);
    }
}
