package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.FileViews;
import io.d2k.domain.port.out.FileViews.Content;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lends pods that show the files of containers that do not run. */
final class FileViewing implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FileViewing.class.getName());
    /** Whoever copies one file often copies the next. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    /** What a container has left is shown where it ran, so that nothing has to be pulled; or not at all. */
    private static final Duration LEFT = Duration.ofSeconds(20);

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private final FileViews views;
    private final VolumeFilling filling;
    private final LayerPlacing placing;
    private final KeptLayers layers;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private final Map<String, Idle> idle = new ConcurrentHashMap<>();

    FileViewing(
            FileViews views,
            VolumeFilling filling,
            LayerPlacing placing,
            KeptLayers layers,
            ScheduledExecutorService timer,
            Duration patience) {
        this.views = views;
        this.filling = filling;
        this.placing = placing;
        this.layers = layers;
        this.timer = timer;
        this.patience = patience;
    }

    private record Idle(PodObservation pod, Content content, ScheduledFuture<?> end) {}

    /** A pod until it is given back. */
    interface Lease extends AutoCloseable {
        /** Returns the pod, which runs. */
        PodObservation pod();

        @Override
        void close();
    }

    /** Returns whether the container's process has run, so that its files are not those of the image any more. */
    static boolean begun(ObservedContainer container) {
        ContainerRecord record = container.record();
        return record.lastRun().filter(LastRun::ran).isPresent()
                || record.ending().isPresent()
                // an end is written down a moment after it was seen
                || container.pods().stream().anyMatch(PodObservation::begun);
    }

    /** Returns what can be shown of a container that does not run. */
    Content content(ObservedContainer container) {
        Optional<KeptLayer> left = layers.source(container).flatMap(PodObservation::layer);
        return left.<Content>map(Content.Left::new)
                .orElseGet(() -> begun(container) ? new Content.Foreign() : new Content.Fresh());
    }

    /**
     * Lends a pod.
     *
     * @throws EngineException where none can run
     */
    Lease borrow(ContainerRecord record, Content content) {
        Idle kept = idle.remove(record.id());
        if (kept != null && kept.end().cancel(false)) {
            if (kept.content().equals(content)) {
                return lease(record, kept.pod(), content);
            }
            close(kept.pod());
        }
        List<Mount> fills = content instanceof Content.Layer ? List.of() : filling.atStart(record);
        boolean brief =
                (content instanceof Content.Left || content instanceof Content.Layer) && patience.compareTo(LEFT) > 0;
        PodObservation pod = views.open(record, content, fills, brief ? LEFT : patience);
        if (!(pod.process() instanceof ProcessState.Running)) {
            close(pod);
            throw failure(record, pod);
        }
        filling.learn(record, fills, pod);
        if (content instanceof Content.Left) {
            placing.await(record.id(), pod);
        }
        return lease(record, pod, content);
    }

    private Lease lease(ContainerRecord record, PodObservation pod, Content content) {
        AtomicBoolean back = new AtomicBoolean();
        return new Lease() {
            @Override
            public PodObservation pod() {
                return pod;
            }

            @Override
            public void close() {
                if (back.compareAndSet(false, true)) {
                    giveBack(record, pod, content);
                }
            }
        };
    }

    /** A pod that mounts volumes may keep them from the node where the container is started next: it goes at once. */
    private void giveBack(ContainerRecord record, PodObservation pod, Content content) {
        boolean alone = ContainerViews.namedMounts(record).stream()
                .allMatch(m -> m.volume().isEmpty());
        if (!alone || timer.isShutdown()) {
            close(pod);
            return;
        }
        Idle kept = new Idle(
                pod, content, timer.schedule(() -> expire(record.id(), pod), LINGER.toMillis(), TimeUnit.MILLISECONDS));
        if (idle.putIfAbsent(record.id(), kept) != null && kept.end().cancel(false)) {
            close(pod);
        }
    }

    private void expire(String id, PodObservation pod) {
        Idle kept = idle.get(id);
        if (kept != null && kept.pod().uid().equals(pod.uid())) {
            idle.remove(id, kept);
        }
        Thread.ofVirtual().name("view-end").start(() -> close(pod));
    }

    /** Forgets what a container looked like, since it has changed. */
    void changed(String id) {
        Idle kept = idle.remove(id);
        if (kept != null && kept.end().cancel(false)) {
            close(kept.pod());
        }
    }

    private void close(PodObservation pod) {
        try {
            views.close(pod);
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "pod " + pod.name() + " ends by itself later: " + e.getMessage());
        }
    }

    private static EngineException failure(ContainerRecord record, PodObservation pod) {
        boolean bare =
                pod.process() instanceof ProcessState.Waiting w && w.reason().equals(ProcessState.UNPREPARED);
        StartFailure failure =
                StartFailure.of(pod).orElseGet(() -> new StartFailure(StartOutcome.reason(pod), 0, false));
        if (bare || failure.exitCode() == NOT_FOUND || failure.exitCode() == NOT_EXECUTABLE) {
            return FileFailure.noTool(record, "shell");
        }
        return EngineException.unavailable("the files of container " + record.name()
                + ", which does not run, are shown by a pod of its image, and that does not start: "
                + failure.message());
    }

    @Override
    public void close() {
        List.copyOf(idle.keySet()).forEach(this::changed);
    }
}
