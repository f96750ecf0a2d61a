package io.d2k.k8s.manifest;

import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPlan.Rollout;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1DaemonSetSpec;
import io.kubernetes.client.openapi.models.V1DaemonSetUpdateStrategy;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1DeploymentStrategy;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1RollingUpdateDaemonSet;
import io.kubernetes.client.openapi.models.V1RollingUpdateDeployment;
import java.util.Map;
import java.util.TreeMap;

/** What makes the pods of swarm services. */
public final class ServiceWorkloads {
    private static final int PATIENCE_SECONDS = 600;
    private static final String ALL = "100%";

    private ServiceWorkloads() {}

    /** Returns the Deployment of a replicated service. */
    public static V1Deployment deployment(V1ObjectMeta metadata, String id, TaskPlan plan, V1PodTemplateSpec template) {
        Rollout rollout = plan.rollout();
        int settle = Math.min(Seconds.ceilInt(rollout.settle(), 0), Integer.MAX_VALUE - PATIENCE_SECONDS);
        var spec = new V1DeploymentSpec()
                .replicas(count(plan.replicas()))
                .revisionHistoryLimit(0)
                .minReadySeconds(settle)
                .progressDeadlineSeconds(settle + PATIENCE_SECONDS)
                .strategy(strategy(plan))
                .selector(new V1LabelSelector().matchLabels(TaskTemplates.selector(id)))
                .template(template);
        if (plan.paused()) {
            spec.paused(true);
        }
        return new V1Deployment()
                .apiVersion("apps/v1")
                .kind("Deployment")
                .metadata(metadata)
                .spec(spec);
    }

    /** What is replaced all at once has ended before what replaces it begins; otherwise Kubernetes does not wait for that. */
    private static V1DeploymentStrategy strategy(TaskPlan plan) {
        Rollout rollout = plan.rollout();
        boolean all = rollout.parallelism() == 0 || rollout.parallelism() >= plan.replicas();
        if (all && !rollout.startFirst()) {
            return new V1DeploymentStrategy().type("Recreate");
        }
        IntOrString some = rollout.most() == 0 ? new IntOrString(ALL) : new IntOrString(count(rollout.most()));
        IntOrString none = new IntOrString(0);
        var rolling = new V1RollingUpdateDeployment()
                .maxSurge(rollout.startFirst() ? some : none)
                .maxUnavailable(rollout.startFirst() ? none : some);
        return new V1DeploymentStrategy().type("RollingUpdate").rollingUpdate(rolling);
    }

    /** Returns the DaemonSet of a global service; one that is paused replaces only what somebody removes. */
    public static V1DaemonSet daemonSet(V1ObjectMeta metadata, String id, TaskPlan plan, V1PodTemplateSpec template) {
        long most = plan.rollout().most();
        IntOrString some = most == 0 ? new IntOrString(ALL) : new IntOrString(count(most));
        var strategy = new V1DaemonSetUpdateStrategy().type(plan.paused() ? "OnDelete" : "RollingUpdate");
        if (!plan.paused()) {
            strategy.rollingUpdate(new V1RollingUpdateDaemonSet().maxUnavailable(some));
        }
        var spec = new V1DaemonSetSpec()
                .revisionHistoryLimit(0)
                .updateStrategy(strategy)
                .selector(new V1LabelSelector().matchLabels(TaskTemplates.selector(id)))
                .template(template);
        return new V1DaemonSet()
                .apiVersion("apps/v1")
                .kind("DaemonSet")
                .metadata(metadata)
                .spec(spec);
    }

    /**
     * Returns the pod of one task that d2k itself makes.
     *
     * @param metadata name and owner
     * @param slot its slot, 0 for none
     * @param node the host name of its node, empty for any
     */
    public static V1Pod pod(V1ObjectMeta metadata, V1PodTemplateSpec template, int slot, String node, int attempt) {
        Map<String, String> labels = new TreeMap<>(template.getMetadata().getLabels());
        labels.put(Keys.SLOT, Integer.toString(slot));
        labels.put(Keys.RESTART, Integer.toString(attempt));
        if (!node.isEmpty()) {
            NodeBinding.bind(template.getSpec(), node);
        }
        return new V1Pod()
                .apiVersion("v1")
                .kind("Pod")
                .metadata(metadata.labels(labels)
                        .annotations(new TreeMap<>(template.getMetadata().getAnnotations())))
                .spec(template.getSpec());
    }

    private static int count(long number) {
        return (int) Math.min(Integer.MAX_VALUE, number);
    }
}
