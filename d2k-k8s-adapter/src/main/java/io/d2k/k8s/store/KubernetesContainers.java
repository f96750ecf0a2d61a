package io.d2k.k8s.store;

import com.google.gson.JsonObject;
import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.ContainerObjects;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.NameDomains;
import io.d2k.k8s.manifest.StartFilesTemplate;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Containers as pod templates and Deployments, and their runs as pods. */
public final class KubernetesContainers implements ContainerStore {
    private final CachedResource<V1PodTemplate> podTemplates;
    private final CachedResource<V1Deployment> deployments;
    private final CachedResource<V1Pod> pods;
    private final PodResizing resizing;
    private final PodEnding ending;
    private final ContainerIndex index;
    private final ContainerRemoval removal;
    private final NameDomains domains;
    private final KubernetesBounds bounds;
    private final Readiness readiness;

    /** Makes the store on caches that feed the index. */
    public KubernetesContainers(
            CachedResource<V1PodTemplate> podTemplates,
            CachedResource<V1Deployment> deployments,
            CachedResource<V1Pod> pods,
            PodWaits waits,
            ContainerIndex index,
            ContainerRemoval removal,
            NameDomains domains,
            KubernetesBounds bounds,
            Readiness readiness) {
        this.podTemplates = podTemplates;
        this.deployments = deployments;
        this.pods = pods;
        this.resizing = new PodResizing(pods, waits);
        this.ending = new PodEnding(pods, waits);
        this.index = index;
        this.removal = removal;
        this.domains = domains;
        this.bounds = bounds;
        this.readiness = readiness;
    }

    @Override
    public List<ObservedContainer> list() {
        readiness.require();
        return index.all();
    }

    @Override
    public Optional<ObservedContainer> find(String id) {
        readiness.require();
        return index.find(id);
    }

    @Override
    public ObservedContainer create(ContainerPlan plan) {
        readiness.require();
        ContainerRecord record = ContainerRecords.initial(plan);
        V1ObjectMeta metadata = new V1ObjectMeta()
                .name(plan.objectName())
                .labels(RecordAnnotations.labels(record))
                .annotations(RecordAnnotations.annotations(record));
        ContainerRecord made = switch (plan.kind()) {
            case RUN_ONCE -> {
                V1PodTemplate template = ContainerObjects.podTemplate(plan, metadata);
                completed(plan.id(), plan.pod(), template.getTemplate());
                yield index.records().read(podTemplates.create(template));
            }
            case DEPLOYMENT -> {
                V1Deployment deployment = ContainerObjects.deployment(plan, metadata);
                completed(plan.id(), plan.pod(), deployment.getSpec().getTemplate());
                yield index.records().read(deployments.create(deployment));
            }
        };
        return index.find(plan.id()).orElseGet(() -> new ObservedContainer(made, List.of()));
    }

    @Override
    public ContainerRecord update(String id, UnaryOperator<ContainerRecord> change) {
        readiness.require();
        String name = record(id).objectName();
        return switch (record(id).kind()) {
            case RUN_ONCE ->
                Contention.settle(
                        () -> update(id, podTemplates, name, index.records()::read, change),
                        () -> podTemplates.refresh(name));
            case DEPLOYMENT -> {
                boolean wanted = record(id).wanted();
                ContainerRecord after = Contention.settle(
                        () -> update(id, deployments, name, index.records()::read, change),
                        () -> deployments.refresh(name));
                if (wanted && !after.wanted()) {
                    removal.releasePods(after);
                }
                yield after;
            }
        };
    }

    private static <T extends KubernetesObject> ContainerRecord update(
            String id,
            CachedResource<T> resource,
            String name,
            java.util.function.Function<T, ContainerRecord> reading,
            UnaryOperator<ContainerRecord> change) {
        T object = held(resource, name, id);
        ContainerRecord before = reading.apply(object);
        Optional<JsonObject> patch = RecordPatch.of(
                before, change.apply(before), object.getMetadata().getResourceVersion());
        if (patch.isEmpty()) {
            return before;
        }
        return reading.apply(existing(resource, object, () -> resource.patch(name, patch.get())));
    }

    @Override
    public void replan(String id, PodPlan pod) {
        readiness.require();
        ContainerRecord record = record(id);
        String name = record.objectName();
        V1PodTemplateSpec template = completed(id, pod, ContainerObjects.template(id, pod));
        switch (record.kind()) {
            case RUN_ONCE ->
                Contention.settle(
                        () -> replan(held(podTemplates, name, id), template), () -> podTemplates.refresh(name));
            case DEPLOYMENT ->
                Contention.settle(() -> replan(held(deployments, name, id), template), () -> deployments.refresh(name));
        }
    }

    @Override
    public void resize(String id, PodPlan.Resources resources) {
        readiness.require();
        ContainerRecord record = record(id);
        String name = record.objectName();
        switch (record.kind()) {
            case RUN_ONCE ->
                Contention.settle(
                        () -> {
                            V1PodTemplate object = held(podTemplates, name, id);
                            return replan(object, resized(object.getTemplate(), resources));
                        },
                        () -> podTemplates.refresh(name));
            case DEPLOYMENT ->
                Contention.settle(
                        () -> {
                            V1Deployment object = held(deployments, name, id);
                            V1PodTemplateSpec old = object.getSpec().getTemplate();
                            return replan(object, resized(old, resources));
                        },
                        () -> deployments.refresh(name));
        }
    }

    @Override
    public void prepare(String id, PodPlan.AtStart settings) {
        readiness.require();
        ContainerRecord record = record(id);
        String name = record.objectName();
        V1PodSpec resolver = domains.resolver(id, settings.dns());
        switch (record.kind()) {
            case RUN_ONCE ->
                Contention.settle(
                        () -> {
                            V1PodTemplate object = held(podTemplates, name, id);
                            return StartPatch.of(
                                            object.getMetadata(), object.getTemplate(), settings, resolver, "template")
                                    .map(patch ->
                                            existing(podTemplates, object, () -> podTemplates.patch(name, patch)));
                        },
                        () -> podTemplates.refresh(name));
            case DEPLOYMENT ->
                Contention.settle(
                        () -> {
                            V1Deployment object = held(deployments, name, id);
                            V1PodTemplateSpec template = object.getSpec().getTemplate();
                            return StartPatch.of(object.getMetadata(), template, settings, resolver, "spec", "template")
                                    .map(patch -> existing(deployments, object, () -> deployments.patch(name, patch)));
                        },
                        () -> deployments.refresh(name));
        }
    }

    @Override
    public ResizeOutcome resizePod(PodObservation pod, PodPlan.Resources resources) {
        readiness.require();
        return resizing.resize(pod, resources);
    }

    /** Adds what the namespace asks of pods. */
    private V1PodTemplateSpec completed(String id, PodPlan pod, V1PodTemplateSpec template) {
        V1PodTemplateSpec searched = domains.searched(id, pod.dns().names(), template);
        bounds.apply(searched.getSpec());
        return searched;
    }

    private V1PodTemplateSpec resized(V1PodTemplateSpec template, PodPlan.Resources resources) {
        V1PodTemplateSpec resized = ContainerObjects.resized(template, resources);
        bounds.apply(resized.getSpec());
        return resized;
    }

    private V1PodTemplate replan(V1PodTemplate object, V1PodTemplateSpec template) {
        var changed = new V1PodTemplate()
                .apiVersion("v1")
                .kind("PodTemplate")
                .metadata(object.getMetadata())
                .template(StartFilesTemplate.carryOver(object.getTemplate(), template));
        return existing(podTemplates, object, () -> podTemplates.replace(changed));
    }

    /** A running Deployment is paused, which keeps its pod as it is and lets it be stopped; the next start ends that. */
    private V1Deployment replan(V1Deployment object, V1PodTemplateSpec template) {
        V1DeploymentSpec old = object.getSpec();
        boolean running = old.getReplicas() == null || old.getReplicas() > 0;
        var spec = new V1DeploymentSpec()
                .replicas(old.getReplicas())
                .minReadySeconds(old.getMinReadySeconds())
                .progressDeadlineSeconds(old.getProgressDeadlineSeconds())
                .revisionHistoryLimit(old.getRevisionHistoryLimit())
                .selector(old.getSelector())
                .strategy(old.getStrategy())
                .paused(running)
                .template(StartFilesTemplate.carryOver(old.getTemplate(), template));
        var changed = new V1Deployment()
                .apiVersion("apps/v1")
                .kind("Deployment")
                .metadata(object.getMetadata())
                .spec(spec);
        return existing(deployments, object, () -> deployments.replace(changed));
    }

    @Override
    public void launch(ContainerRecord record, int run, int restart, Optional<Entry> entry) {
        readiness.require();
        if (record.kind() != WorkloadKind.RUN_ONCE) {
            throw EngineException.internal("the pods of Deployments are not launched by d2k");
        }
        V1PodTemplate template = held(podTemplates, record.objectName(), record.id());
        V1Pod pod = ContainerObjects.run(template, record.id(), run, restart);
        pods.create(entry.map(e -> ContainerObjects.entered(pod, e)).orElse(pod));
    }

    @Override
    public void begun(PodObservation pod) {
        index.begun(pod.uid());
    }

    @Override
    public void endPod(PodObservation pod, Duration grace) {
        readiness.require();
        ending.end(pod, grace);
    }

    @Override
    public void remove(ContainerRecord record) {
        readiness.require();
        removal.remove(record);
    }

    @Override
    public Subscription subscribe(Listener listener) {
        return index.subscribe(listener);
    }

    private ContainerRecord record(String id) {
        return index.find(id).orElseThrow(() -> gone(id)).record();
    }

    /** Returns the object that holds a container's record, never another one of its name. */
    private static <T extends KubernetesObject> T held(CachedResource<T> resource, String name, String id) {
        return resource.get(name)
                .filter(object -> Keys.is(object.getMetadata(), Keys.KIND_CONTAINER))
                .filter(object -> Keys.annotation(object.getMetadata(), Keys.ID).equals(Optional.of(id)))
                .orElseThrow(() -> gone(id));
    }

    /** Writes to an object; when it turns out to have gone, memory learns of it at once. */
    private static <T extends KubernetesObject> T existing(
            CachedResource<T> resource, T object, java.util.function.Supplier<T> write) {
        try {
            return Contention.write(write);
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                resource.refresh(object.getMetadata().getName());
                throw gone(Keys.annotation(object.getMetadata(), Keys.ID).orElse(""));
            }
            throw e;
        }
    }

    private static EngineException gone(String id) {
        return EngineException.notFound("No such container: " + id);
    }
}
