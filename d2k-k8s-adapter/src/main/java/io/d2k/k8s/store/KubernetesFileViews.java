package io.d2k.k8s.store;

import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.FileViews;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.FileViewPods;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1Pod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Pods that show files, made from the containers' own records. */
public final class KubernetesFileViews implements FileViews {
    private static final Logger LOG = System.getLogger(KubernetesFileViews.class.getName());
    /** A node makes a pod without an image ready within a second, or tries for ever. */
    private static final Duration PROOF = Duration.ofSeconds(10);

    private static final int REMEMBERED = 500;

    private final CachedResource<V1Pod> pods;
    private final PodWaits waits;
    private final RecordHolders holders;
    private final Readiness readiness;
    private final RuntimeDirectories runtimes = new RuntimeDirectories(Path.of("/proc"));
    private final Map<String, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();
    /** Layers that have been looked at; a layer's name is not used again while its pod is there. */
    private final Set<String> proven = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

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
        V1Pod wanted = FileViewPods.of(
                name(record), record.id(), holders.template(record), holders.owner(record), content, fills);
        return PodObservations.of(make(wanted, KubernetesFileViews::decided, atMost));
    }

    private static String name(ContainerRecord record) {
        return Names.fileView(record.objectName(), record.id(), Ids.random());
    }

    /** Makes a pod and waits until it is as wanted; returns it as it is then. */
    private V1Pod make(V1Pod wanted, Predicate<V1Pod> reached, Duration atMost) {
        readiness.require();
        String name = wanted.getMetadata().getName();
        try (PodWaits.Wait wait = waits.begin(name, reached)) {
            V1Pod made = pods.create(wanted);
            return wait.await(atMost).or(() -> pods.get(name)).orElse(made);
        } catch (RuntimeException e) {
            pods.get(name).ifPresent(pod -> pods.delete(pod, OptionalLong.of(0)));
            throw e;
        }
    }

    @Override
    public boolean ofRuns() {
        return true;
    }

    @Override
    public boolean proven(ContainerRecord record, KeptLayer layer, boolean known) {
        String key = record.id() + layer.path();
        if (proven.contains(key)) {
            return true;
        }
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> other = underWay.putIfAbsent(key, mine);
        // what another has not found may be found now: there may have been no room for the pod
        if (other != null && other.join()) {
            return true;
        }
        try {
            prove(record, layer, known, proof -> mine.complete(proof && proven.add(key)));
        } finally {
            underWay.remove(key, mine);
            mine.complete(false);
        }
        return mine.join();
    }

    /** Tells before the pod has gone, for which nobody has to wait. */
    private void prove(ContainerRecord record, KeptLayer layer, boolean known, Consumer<Boolean> told) {
        try {
            V1Pod wanted = FileViewPods.proof(
                    name(record), record.id(), holders.template(record), holders.owner(record), layer);
            V1Pod pod = make(wanted, KubernetesFileViews::ready, PROOF);
            // while the pod is there its runtime has mounted something, even where nothing else runs
            boolean runtime = known || runtimes.has(layer.runtime());
            told.accept(runtime && ready(pod));
            close(PodObservations.of(pod));
            if (!runtime) {
                LOG.log(
                        Level.WARNING,
                        "the files of container " + record.id() + " are left alone: " + layer.runtime()
                                + " is not known to be a container runtime's directory (D2K_HOST_PATHS may name it)");
            }
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "the files of container " + record.id() + " are out of reach: " + e.getMessage());
        }
    }

    private static boolean ready(V1Pod pod) {
        return PodObservations.of(pod).process() instanceof ProcessState.Waiting w
                && w.reason().equals("ErrImageNeverPull");
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
