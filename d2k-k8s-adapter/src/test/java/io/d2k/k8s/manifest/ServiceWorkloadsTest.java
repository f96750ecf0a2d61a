package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.WorkloadType;
import io.d2k.k8s.store.ServiceSamples;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceWorkloadsTest {
    /** Of two replicas. */
    @ParameterizedTest
    @CsvSource({
        "0, false, Recreate",
        "1, false, RollingUpdate",
        "2, false, Recreate",
        "3, false, Recreate",
        "0, true, RollingUpdate",
        "2, true, RollingUpdate"
    })
    void tasksThatAreReplacedAllAtOnceEndBeforeNewOnesBegin(long parallelism, boolean startFirst, String strategy) {
        var plan = ServiceSamples.plan(WorkloadType.DEPLOYMENT, startFirst, parallelism);

        var deployment = ServiceWorkloads.deployment(new V1ObjectMeta(), "s", plan, new V1PodTemplateSpec());

        assertEquals(strategy, deployment.getSpec().getStrategy().getType());
    }

    @Test
    void longestDelayIsOneThatKubernetesTakes() {
        TaskPlan plan = ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1);
        var patient = new TaskPlan(
                plan.type(),
                plan.revision(),
                plan.template(),
                plan.replicas(),
                new TaskPlan.Rollout(1, false, Duration.ofNanos(Long.MAX_VALUE), 0),
                plan.pod(),
                plan.nodeEnv(),
                plan.liveness(),
                plan.scheduling(),
                plan.files(),
                plan.hostPorts(),
                plan.paused());

        var spec = ServiceWorkloads.deployment(new V1ObjectMeta(), "s", patient, new V1PodTemplateSpec())
                .getSpec();

        assertEquals(Integer.MAX_VALUE, spec.getProgressDeadlineSeconds());
        assertTrue(spec.getMinReadySeconds() < spec.getProgressDeadlineSeconds());
    }
}
