package io.d2k.k8s.store;

import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.ContainerObjects;
import io.d2k.k8s.manifest.NameDomains;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Containers as pod templates and Deployments, and their runs as pods. */
public final class KubernetesContainers implements ContainerStore {
    private final RecordHolders holders;
    private final CachedResource<V1Pod> pods;
    private final PodResizing resizing;
    private final PodEnding ending;
    private final FirstPods firstPods;
    private final ContainerIndex index;
    private final ContainerRemoval removal;
    private final NameDomains domains;
    private final KubernetesBounds bounds;
    private final Readiness readiness;

    /** Makes the store on caches that feed the index. */
    public KubernetesContainers(
            RecordHolders holders,
            CachedResource<V1Pod> pods,
            PodWaits waits,
            ContainerIndex index,
            ContainerRemoval removal,
            FirstPods firstPods,
            NameDomains domains,
            KubernetesBounds bounds,
            Readiness readiness) {
        this.holders = holders;
        this.pods = pods;
        this.resizing = new PodResizing(pods, waits);
        this.ending = new PodEnding(pods, waits);
        this.firstPods = firstPods;
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
                yield holders.podTemplates().create(template);
            }
            case DEPLOYMENT -> {
                V1Deployment deployment = ContainerObjects.deployment(plan, metadata);
                completed(plan.id(), plan.pod(), deployment.getSpec().getTemplate());
                yield holders.deployments().create(deployment);
            }
        };
        return index.find(plan.id()).orElseGet(() -> new ObservedContainer(made, List.of()));
    }

    @Override
    public ContainerRecord update(String id, UnaryOperator<ContainerRecord> change) {
        readiness.require();
        ContainerRecord known = record(id);
        return holders.of(known).update(known, change);
    }

    @Override
    public void start(String id, int run, Set<String> earlier, Optional<Entry> entry) {
        readiness.require();
        ContainerRecord record = record(id);
        V1Deployment deployment = holders.deployments().start(record, run, earlier, entry.isPresent());
        entry.ifPresent(e -> firstPods.make(deployment, record.id(), run, e));
    }

    @Override
    public void release(String id) {
        readiness.require();
        ContainerRecord record = record(id);
        if (record.kind() == WorkloadKind.DEPLOYMENT) {
            holders.deployments().pause(record);
            removal.releasePods(record);
        }
    }

    @Override
    public void replan(String id, PodPlan pod) {
        readiness.require();
        ContainerRecord record = record(id);
        V1PodTemplateSpec template = completed(id, pod, ContainerObjects.template(id, pod));
        holders.of(record).replan(record, old -> template);
    }

    @Override
    public void resize(String id, PodPlan.Resources resources) {
        readiness.require();
        ContainerRecord record = record(id);
        holders.of(record).replan(record, old -> resized(old, resources));
    }

    @Override
    public void prepare(String id, PodPlan.AtStart settings) {
        readiness.require();
        ContainerRecord record = record(id);
        holders.of(record).prepare(record, settings, domains.resolver(id, settings.dns()));
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

    @Override
    public void launch(ContainerRecord record, int run, int restart, Optional<Entry> entry) {
        readiness.require();
        if (record.kind() != WorkloadKind.RUN_ONCE) {
            throw EngineException.internal("the pods of Deployments are not launched by d2k");
        }
        V1Pod pod = ContainerObjects.run(holders.podTemplates().held(record), record.id(), run, restart);
        pods.create(entry.map(e -> ContainerObjects.entered(pod, e)).orElse(pod));
    }

    @Override
    public void begun(PodObservation pod) {
        index.begun(pod.uid());
    }

    @Override
    public void endPod(PodObservation pod, Duration grace) {
        readiness.require();
        Optional<ContainerRecord> scaledDown = index.ofPod(pod.uid())
                .map(ObservedContainer::record)
                .filter(r -> r.kind() == WorkloadKind.DEPLOYMENT && !r.wanted())
                .filter(r -> ending.controlled(pod));
        if (scaledDown.isPresent() && ending.left(pod, grace)) {
            return;
        }
        scaledDown.ifPresent(removal::releasePods);
        ending.end(pod, grace);
    }

    @Override
    public boolean stopPod(PodObservation pod, Duration atMost) {
        readiness.require();
        // what its controllers were made to leave would outlive the container
        Optional<V1OwnerReference> owner = index.ofPod(pod.uid())
                .map(ObservedContainer::record)
                .filter(r -> r.kind() == WorkloadKind.DEPLOYMENT)
                .map(holders::owner);
        return ending.stop(pod, atMost, owner);
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
        return index.find(id).orElseThrow(() -> RecordObjects.gone(id)).record();
    }
}
