package io.d2k.k8s.store;

import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.port.out.FileViews;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.FileViewPods;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Pods that show files, made from the containers' own records. */
public final class KubernetesFileViews implements FileViews {
    private final CachedResource<V1Pod> pods;
    private final PodWaits waits;
    private final RecordHolders holders;
    private final Readiness readiness;

    /**
     * Makes the port.
     *
     * @param waits told of what happens to the pods
     */
    public KubernetesFileViews(CachedResource<V1Pod> pods, PodWaits waits, RecordHolders holders, Readiness readiness) {
        this.pods = pods;
        this.waits = waits;
        this.holders = holders;
        this.readiness = readiness;
    }

    @Override
    public PodObservation open(ContainerRecord record, Content content, List<Mount> fills, Duration atMost) {
        readiness.require();
        String name = Names.fileView(record.objectName(), record.id(), Ids.random());
        V1Pod wanted =
                FileViewPods.of(name, record.id(), holders.template(record), holders.owner(record), content, fills);
        try (PodWaits.Wait wait = waits.begin(name, KubernetesFileViews::decided)) {
            V1Pod made = pods.create(wanted);
            Optional<V1Pod> reached = wait.await(atMost);
            return PodObservations.of(reached.or(() -> pods.get(name)).orElse(made));
        } catch (RuntimeException e) {
            pods.get(name).ifPresent(pod -> pods.delete(pod, OptionalLong.of(0)));
            throw e;
        }
    }

    private static boolean decided(V1Pod pod) {
        PodObservation now = PodObservations.of(pod);
        return !(now.process() instanceof ProcessState.Waiting)
                || StartFailure.of(now).isPresent();
    }

    @Override
    public void close(PodObservation pod) {
        readiness.require();
        pods.get(pod.name())
                .filter(known -> pod.uid().equals(known.getMetadata().getUid()))
                .ifPresent(known -> pods.delete(known, OptionalLong.of(0)));
    }
}
