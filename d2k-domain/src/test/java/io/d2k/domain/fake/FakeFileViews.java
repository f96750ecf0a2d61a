package io.d2k.domain.fake;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.port.out.FileViews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;

/** Pods that show files; they run at once unless told otherwise. */
public final class FakeFileViews implements FileViews {
    /** Whether files of ended runs can be had. */
    public volatile boolean ofRuns = true;

    private final Clock clock;
    private final List<Opened> opened = new ArrayList<>();
    private final Set<String> open = new HashSet<>();
    private final LinkedBlockingQueue<KeptLayer> looked = new LinkedBlockingQueue<>();
    private Optional<ProcessState> state = Optional.empty();

    FakeFileViews(Clock clock) {
        this.clock = clock;
    }

    /** What a pod was made for. */
    public record Opened(String id, Content content, List<Mount> fills) {}

    /** Lets pods that are made from now on be in another state. */
    public synchronized void state(ProcessState newState) {
        state = Optional.of(newState);
    }

    /** Returns what was opened, in order. */
    public synchronized List<Opened> opened() {
        return List.copyOf(opened);
    }

    /** Waits for the next layer that is looked at. */
    public KeptLayer nextLooked() {
        return Bounded.call(looked::take);
    }

    /** Returns whether none has been looked at that nobody has waited for. */
    public boolean noneLooked() {
        return looked.isEmpty();
    }

    /** Returns how many are there. */
    public synchronized int open() {
        return open.size();
    }

    @Override
    public synchronized PodObservation open(
            ContainerRecord record, Content content, List<Mount> fills, Duration atMost) {
        opened.add(new Opened(record.id(), content, fills));
        String uid = "view-" + opened.size();
        open.add(uid);
        Instant now = clock.instant();
        return new PodObservation(
                uid,
                uid,
                0,
                0,
                "node-1",
                "",
                now,
                false,
                "Running",
                "",
                "",
                "",
                state.orElseGet(() -> new ProcessState.Running(now)),
                Optional.empty(),
                0,
                true,
                "");
    }

    @Override
    public boolean ofRuns() {
        return ofRuns;
    }

    @Override
    public boolean proven(ContainerRecord record, KeptLayer layer, boolean known) {
        looked.add(layer);
        return known || layer.runtime().equals("/runtime");
    }

    @Override
    public synchronized void close(PodObservation pod) {
        open.remove(pod.uid());
    }
}
