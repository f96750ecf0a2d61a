package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan;
import io.d2k.domain.image.Port;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1LocalObjectReference;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.util.List;
import java.util.TreeMap;

/** A plan's pod as Kubernetes writes it. */
public final class PodSpecs {
    private PodSpecs() {}

    /** Returns the pod spec of a plan; nothing of the plan is left out. */
    public static V1PodSpec of(PodPlan plan) {
        PodVolumes volumes = PodVolumes.of(plan.mounts());
        var spec = new V1PodSpec()
                .containers(List.of(container(plan, volumes)))
                .restartPolicy(
                        switch (plan.restart()) {
                            case NEVER -> "Never";
                            case ALWAYS -> "Always";
                        })
                .terminationGracePeriodSeconds(Seconds.ceil(plan.grace(), 1))
                .automountServiceAccountToken(false)
                .enableServiceLinks(false);
        if (!plan.hostname().isEmpty()) {
            hostname(spec, plan.hostname());
        }
        if (plan.sharedPid()) {
            spec.shareProcessNamespace(true);
        }
        spec.setNodeSelector(plan.nodeSelector().isEmpty() ? null : new TreeMap<>(plan.nodeSelector()));
        spec.setImagePullSecrets(orNull(plan.pullSecrets().stream()
                .map(name -> new V1LocalObjectReference().name(name))
                .toList()));
        spec.setVolumes(orNull(volumes.volumes()));
        spec.setInitContainers(orNull(Preparation.of(spec, plan.fills(), plan.unplugged())));
        SecurityContexts.ofPod(plan).ifPresent(spec::securityContext);
        Resolvers.apply(plan, spec);
        return spec;
    }

    private static void hostname(V1PodSpec spec, String name) {
        // for a node that is older than its API server, and knows no names with dots
        spec.hostname(name.replace('.', '-'));
        if (name.indexOf('.') > 0) {
            spec.hostnameOverride(name);
        }
    }

    private static V1Container container(PodPlan plan, PodVolumes volumes) {
        var container = new V1Container()
                .name(Names.MAIN_CONTAINER)
                .image(plan.image())
                .imagePullPolicy("IfNotPresent")
                .securityContext(SecurityContexts.ofContainer(plan));
        container.setCommand(orNull(Expansion.escape(plan.command())));
        container.setArgs(orNull(Expansion.escape(plan.args())));
        container.setEnv(orNull(env(plan.env())));
        container.setVolumeMounts(orNull(volumes.mounts()));
        container.setPorts(orNull(plan.ports().stream().map(PodSpecs::port).toList()));
        if (!plan.workingDir().isEmpty()) {
            container.workingDir(plan.workingDir());
        }
        if (plan.tty()) {
            container.tty(true);
        }
        if (plan.stdin()) {
            container.stdin(true);
        }
        if (plan.stdinOnce()) {
            container.stdinOnce(true);
        }
        if (!plan.message().isEmpty()) {
            container.terminationMessagePath(plan.message());
        }
        ResourceRequirements.of(plan.resources()).ifPresent(container::resources);
        plan.readiness().map(Probes::of).ifPresent(container::readinessProbe);
        plan.readiness().flatMap(Probes::ofStart).ifPresent(container::startupProbe);
        return container;
    }

    /** Returns variables as Kubernetes writes them. */
    static List<V1EnvVar> env(List<PodPlan.EnvVar> variables) {
        return variables.stream()
                .map(e -> new V1EnvVar().name(e.name()).value(Expansion.escape(e.value())))
                .toList();
    }

    private static V1ContainerPort port(Port port) {
        return new V1ContainerPort()
                .containerPort(port.number())
                .protocol(port.protocol().name());
    }

    private static <E> List<E> orNull(List<E> list) {
        return list.isEmpty() ? null : list;
    }
}
