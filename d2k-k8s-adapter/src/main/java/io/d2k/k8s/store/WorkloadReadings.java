package io.d2k.k8s.store;

import io.d2k.domain.service.ObservedService.Workload;
import io.d2k.domain.service.WorkloadType;
import io.d2k.k8s.manifest.FillContainer;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.Map;
import java.util.Optional;

/** What is seen of that which makes the pods of a service. */
final class WorkloadReadings {
    private WorkloadReadings() {}

    static Workload of(V1Deployment object) {
        Integer replicas = object.getSpec().getReplicas();
        return new Workload(
                WorkloadType.DEPLOYMENT,
                version(object.getMetadata()),
                template(object.getSpec().getTemplate()),
                replicas == null ? 1 : replicas,
                Boolean.TRUE.equals(object.getSpec().getPaused()),
                FillContainer.in(object.getSpec().getTemplate()),
                number(Keys.annotation(object.getMetadata(), Keys.LOST)),
                DeploymentProblem.of(object));
    }

    static Workload of(V1DaemonSet object) {
        Integer wanted = object.getStatus() == null ? null : object.getStatus().getDesiredNumberScheduled();
        boolean paused = object.getSpec().getUpdateStrategy() != null
                && "OnDelete".equals(object.getSpec().getUpdateStrategy().getType());
        return new Workload(
                WorkloadType.DAEMON_SET,
                version(object.getMetadata()),
                template(object.getSpec().getTemplate()),
                wanted == null ? 0 : wanted,
                paused,
                FillContainer.in(object.getSpec().getTemplate()),
                number(Keys.annotation(object.getMetadata(), Keys.LOST)),
                "");
    }

    /** Returns what makes the pods; what made those of an earlier form, as long as it is all that there is. */
    static Optional<Workload> choose(Map<WorkloadType, Workload> byType, WorkloadType type) {
        return Optional.ofNullable(byType.get(type))
                .or(() -> byType.values().stream().findFirst());
    }

    private static long version(V1ObjectMeta metadata) {
        return number(Keys.annotation(metadata, Keys.VERSION));
    }

    private static int template(V1PodTemplateSpec template) {
        return template == null || template.getMetadata() == null
                ? 0
                : number(Keys.annotation(template.getMetadata(), Keys.REVISION));
    }

    /** Returns the number that an annotation or a label is; 0 where it is none. */
    static int number(Optional<String> text) {
        return text.filter(t -> t.matches("[0-9]{1,9}")).map(Integer::valueOf).orElse(0);
    }
}
