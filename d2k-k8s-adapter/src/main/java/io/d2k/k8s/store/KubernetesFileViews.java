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
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Pods that show files, made from the containers' own records. */
public final class KubernetesFileViews implements FileViews {
    private static final Logger LOG = System.getLogger(KubernetesFileViews.class.getName());
    /** A node makes a pod without an image ready within a second, or tries for ever. */
    private static final Duration PROOF = Duration.ofSeconds(10);

    /** Reason of the kubelet's event on a container that has begun. */
    public static final String STARTED = "Started";
    /** Reason of the kubelet's event, and of the status, of a container whose image is not there and not to be pulled. */
    public static final String NO_IMAGE = "ErrImageNeverPull";

    private static final int REMEMBERED = 500;

    private final CachedResource<V1Pod> pods;
    private final PodWaits waits;
    private final RecordHolders holders;
    private final KubernetesBounds bounds;
    private final Readiness readiness;
    private final RuntimeDirectories runtimes = new RuntimeDirectories(Path.of("/proc"));
    /** Of layers that have been looked at or are being; a layer's name is not used again while its pod is there. */
    private final Map<String, CompletableFuture<Boolean>> proofs = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<Boolean>> eldest) {
            return size() > REMEMBERED;
        }
    });

    /**
     * Makes the port.
     *
     * @param waits told of what happens to the pods
     */
    public KubernetesFileViews(
            CachedResource<V1Pod> pods,
            PodWaits waits,
            RecordHolders holders,
            KubernetesBounds bounds,
            Readiness readiness) {
        this.pods = pods;
        this.waits = waits;
        this.holders = holders;
        this.bounds = bounds;
        this.readiness = readiness;
    }

    @Override
    public PodObservation open(ContainerRecord record, Content content, List<Mount> fills, Duration atMost) {
        V1Pod wanted = FileViewPods.of(
                name(record),
                record.id(),
                holders.template(record),
                holders.owner(record),
                content,
                fills,
                bounds.restricted());
        Made made = make(wanted, KubernetesFileViews::decided, STARTED, atMost);
        PodObservation pod = PodObservations.of(made.pod());
        return made.reported() && pod.process() instanceof ProcessState.Waiting
                ? pod.withEnds(new ProcessState.Running(Instant.now()), pod.lastEnded())
                : pod;
    }

    private static String name(ContainerRecord record) {
        return Names.fileView(record.objectName(), record.id(), Ids.random());
    }

    /**
     * A pod as it is after the wait.
     *
     * @param reported whether it is as wanted by an event, which its status may not show yet
     */
    private record Made(V1Pod pod, boolean reported) {}

    /** Makes a pod and waits until it is as wanted, by its status or an event, or the time is over. */
    private Made make(V1Pod wanted, Predicate<V1Pod> reached, String reason, Duration atMost) {
        readiness.require();
        String name = wanted.getMetadata().getName();
        try (PodWaits.Wait wait = waits.begin(name, reached, reason)) {
            V1Pod made = pods.create(wanted);
            V1Pod pod = wait.await(atMost).or(() -> pods.get(name)).orElse(made);
            return new Made(pod, wait.reported());
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
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> other = proofs.putIfAbsent(key, mine);
        if (other != null && other.join()) {
            return true;
        }
        // what another has not found may be found now: there may have been no room for the pod
        try {
            prove(record, layer, known, mine::complete);
        } finally {
            mine.complete(false);
            if (!mine.join()) {
                proofs.remove(key, mine);
            } else {
                proofs.putIfAbsent(key, mine);
            }
        }
        return mine.join();
    }

    /** Tells before the pod has gone, for which nobody has to wait. */
    private void prove(ContainerRecord record, KeptLayer layer, boolean known, Consumer<Boolean> told) {
        try {
            V1Pod wanted = FileViewPods.proof(
                    name(record), record.id(), holders.template(record), holders.owner(record), layer);
            Made made = make(wanted, KubernetesFileViews::ready, NO_IMAGE, PROOF);
            // while the pod is there its runtime has mounted something, even where nothing else runs
            boolean runtime = known || runtimes.has(layer.runtime());
            told.accept(runtime && (made.reported() || ready(made.pod())));
            close(PodObservations.of(made.pod()));
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
                && w.reason().equals(NO_IMAGE);
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
