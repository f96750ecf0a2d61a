package io.d2k.domain.fake;

import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Containers of a cluster that lives in memory. Changes are told as the real one tells them: later, in order, on one
 * thread. Pods run what {@link #program} says.
 */
public final class FakeContainers implements ContainerStore, AutoCloseable {
    private static final int TERM = 15;
    private static final int KILLED = 137;

    private final Clock clock;
    private final Map<String, ContainerRecord> records = new LinkedHashMap<>();
    private final Map<String, FakePod> pods = new LinkedHashMap<>();
    private final Map<String, PodPlan> plans = new LinkedHashMap<>();
    private final Map<String, PodPlan.Resources> resized = new LinkedHashMap<>();
    private final Map<String, PodPlan.AtStart> prepared = new LinkedHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService feed = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("fake-feed").factory());
    private final LinkedBlockingQueue<FakePod> made = new LinkedBlockingQueue<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Consumer<FakePod> program = FakePod::begin;
    private volatile boolean silentDeath;
    private volatile Function<Entry, Optional<String>> refusedEntries = entry -> Optional.empty();
    private volatile Function<PodPlan.AtStart, Optional<String>> refusal = atStart -> Optional.empty();
    private volatile boolean createFails;
    private volatile boolean podsGoFirst;
    private final List<Optional<Entry>> entries = new ArrayList<>();
    private volatile Runnable inRemoval = () -> {};
    private int serial;
    private boolean closed;
    private ResizeOutcome resizing = new ResizeOutcome.Refused();

    FakeContainers(Clock clock) {
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    /** Does something in each removal when others have seen that the record has gone. */
    public void inRemovals(Runnable step) {
        inRemoval = step;
    }

    /** Decides what pods do that are made from now on; they run without end otherwise. */
    public void program(Consumer<FakePod> newProgram) {
        program = newProgram;
    }

    /** Lets pods that are ended by the cluster go without a word about their process. */
    public void silentDeath() {
        silentDeath = true;
    }

    /** Lets the cluster refuse pods that begin so. */
    public void refuse(Function<Entry, Optional<String>> newRefusal) {
        refusedEntries = newRefusal;
    }

    /**
     * Lets the cluster refuse pods.
     *
     * @param newRefusal returns why, by what is to be done before the process
     */
    public void refuseLaunches(Function<PodPlan.AtStart, Optional<String>> newRefusal) {
        refusal = newRefusal;
    }

    /** Lets creates fail from now on. */
    public void createFails() {
        createFails = true;
    }

    /** Lets so many of the next writes to records fail as if the API server did not answer. */
    public void failNextWrites(int count) {
        failures.set(count);
    }

    /** Waits for the next pod that is made. */
    public FakePod nextPod() throws InterruptedException {
        FakePod pod = made.poll(Bounded.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (pod == null) {
            throw new AssertionError("no pod was made");
        }
        taken.incrementAndGet();
        return pod;
    }

    /** Returns how many pods were made and not asked for by {@link #nextPod}. */
    public synchronized int podsMade() {
        return serial - taken.get();
    }

    /** Waits until so many listen: those that need it no more may be about to leave. */
    public synchronized void awaitListeners(int count) {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (listeners.size() != count) {
            if (System.nanoTime() > end) {
                throw new AssertionError(listeners.size() + " listen, not " + count);
            }
            try {
                wait(1000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Returns the plan of a container's pods. */
    public synchronized PodPlan plan(String id) {
        return plans.get(id);
    }

    /** Waits until what is held of a container (nothing where it has gone) passes the test. */
    public synchronized void await(String id, Predicate<Optional<ObservedContainer>> test) {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        try {
            while (!test.test(find(id))) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("not reached: " + find(id));
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until all changes so far have been told. */
    public void settle() {
        Bounded.get(java.util.concurrent.CompletableFuture.runAsync(() -> {}, feed));
    }

    @Override
    public synchronized List<ObservedContainer> list() {
        return records.keySet().stream().map(id -> find(id).orElseThrow()).toList();
    }

    @Override
    public synchronized Optional<ObservedContainer> find(String id) {
        return Optional.ofNullable(records.get(id))
                .map(r -> new ObservedContainer(
                        r,
                        pods.values().stream()
                                .filter(p -> p.containerId.equals(id))
                                .map(FakePod::observed)
                                .toList()));
    }

    synchronized Optional<FakePod> pod(String uid) {
        return Optional.ofNullable(pods.get(uid));
    }

    @Override
    public synchronized ObservedContainer create(ContainerPlan plan) {
        if (createFails) {
            throw EngineException.unavailable("the API server does not answer");
        }
        if (records.values().stream().anyMatch(r -> r.objectName().equals(plan.objectName()))) {
            throw EngineException.conflict(plan.objectName() + " exists");
        }
        records.put(plan.id(), Observed.created(plan));
        plans.put(plan.id(), plan.pod());
        tell(plan.id());
        return find(plan.id()).orElseThrow();
    }

    @Override
    public synchronized ContainerRecord update(String id, UnaryOperator<ContainerRecord> change) {
        ContainerRecord before = Optional.ofNullable(records.get(id))
                .orElseThrow(() -> EngineException.notFound("No such container: " + id));
        ContainerRecord after = change.apply(before);
        if (!after.equals(before)) {
            if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw EngineException.unavailable("the API server does not answer");
            }
            records.put(id, after);
            tell(id);
            reconcile(id);
        }
        return after;
    }

    @Override
    public synchronized void replan(String id, PodPlan pod) {
        plans.put(id, pod);
    }

    @Override
    public synchronized void prepare(String id, PodPlan.AtStart settings) {
        prepared.put(id, settings);
    }

    /** Returns what the last start of a container was given. */
    public synchronized PodPlan.AtStart prepared(String id) {
        return prepared.get(id);
    }

    /** Returns how the last start of a container was to resolve names. */
    public synchronized PodPlan.Dns resolving(String id) {
        return prepared(id).dns();
    }

    /** Returns the mounts that the last start of a container was to fill. */
    public synchronized List<PodPlan.Mount> filled(String id) {
        return Optional.ofNullable(prepared(id)).map(PodPlan.AtStart::fills).orElse(List.of());
    }

    @Override
    public synchronized void resize(String id, PodPlan.Resources resources) {
        resized.put(id, resources);
    }

    /** From now on a removed container's pods are seen to go before its record is, as watches of two kinds may tell it. */
    public void podsGoFirst() {
        podsGoFirst = true;
    }

    /** From now on that comes of giving running pods other limits. */
    public synchronized void resizesPods(ResizeOutcome outcome) {
        resizing = outcome;
    }

    @Override
    public synchronized ResizeOutcome resizePod(PodObservation pod, PodPlan.Resources resources) {
        boolean present = pods.values().stream().anyMatch(p -> p.uid().equals(pod.uid()));
        return present ? resizing : new ResizeOutcome.Refused();
    }

    /** Returns the limits that later starts of a container were given. */
    public synchronized Optional<PodPlan.Resources> resized(String id) {
        return Optional.ofNullable(resized.get(id));
    }

    @Override
    public void start(String id, int run, Set<String> earlier, Optional<Entry> entry) {
        synchronized (this) {
            pods.values().stream()
                    .filter(p -> p.containerId.equals(id) && !earlier.contains(p.uid))
                    .forEach(p -> p.run = run);
            if (entry.isPresent()) {
                ContainerRecord started = records.get(id).started(run);
                records.put(id, started);
                entry.flatMap(refusedEntries).ifPresent(why -> {
                    throw EngineException.forbidden(why);
                });
                make(started, run, 0, entry);
            }
        }
        update(id, r -> r.started(run));
        synchronized (this) {
            reconcile(id); // written again, it may be the same
        }
    }

    @Override
    public synchronized void release(String id) {
        pods.values().stream().filter(p -> p.containerId.equals(id) && p.kept).forEach(p -> p.released = true);
    }

    @Override
    public synchronized void launch(ContainerRecord record, int run, int restart, Optional<Entry> entry) {
        if (!records.containsKey(record.id())) {
            throw EngineException.notFound("No such container: " + record.id());
        }
        refusal.apply(prepared(record.id())).ifPresent(why -> {
            throw EngineException.forbidden(why);
        });
        entry.flatMap(refusedEntries).ifPresent(why -> {
            throw EngineException.forbidden(why);
        });
        boolean present = pods.values().stream()
                .anyMatch(p -> p.containerId.equals(record.id()) && p.run == run && p.restart == restart);
        if (!present) {
            make(record, run, restart, entry);
        }
    }

    @Override
    public void begun(PodObservation pod) {
        pod(pod.uid())
                .ifPresent(p -> change(p, () -> {
                    p.gate = PodObservation.Gate.OPEN;
                    if (p.process instanceof ProcessState.Waiting) {
                        p.process = new ProcessState.Running(clock.instant());
                    }
                }));
    }

    /** Returns how pods were begun, in order. */
    public synchronized List<Optional<Entry>> entries() {
        return List.copyOf(entries);
    }

    private void make(ContainerRecord record, int run, int restart, Optional<Entry> entry) {
        entries.add(entry);
        int number = ++serial;
        FakePod pod = new FakePod(
                this,
                record.id(),
                record.objectName() + "-" + number,
                "uid-" + number,
                record.kind() == WorkloadKind.DEPLOYMENT,
                run,
                restart);
        pod.gate = entry.filter(e -> !e.command().isEmpty())
                .map(e -> e.waits() ? PodObservation.Gate.SHUT : PodObservation.Gate.OPEN)
                .orElse(PodObservation.Gate.NONE);
        pod.brief = entry.flatMap(Entry::grace).isPresent();
        pods.put(pod.uid, pod);
        tell(record.id());
        Consumer<FakePod> then = program;
        Thread.ofVirtual().name("fake-pod").start(() -> {
            then.accept(pod);
            made.add(pod);
        });
    }

    /** Makes one more pod of a Deployment, which runs at once. */
    public synchronized void replace(String id) {
        make(records.get(id), records.get(id).run(), 0, Optional.empty());
    }

    /** What a Deployment's controller does. */
    private void reconcile(String id) {
        ContainerRecord record = records.get(id);
        if (record == null || record.kind() != WorkloadKind.DEPLOYMENT) {
            return;
        }
        List<FakePod> alive = pods.values().stream()
                .filter(p -> p.containerId.equals(id) && !p.going && !p.phase.equals("Failed"))
                .toList();
        if (record.wanted() && alive.isEmpty()) {
            make(record, record.run(), 0, Optional.empty());
        } else if (!record.wanted()) {
            alive.stream().filter(p -> !p.released).forEach(p -> endPod(p.observed(), Duration.ofSeconds(10)));
        }
    }

    @Override
    public boolean stopPod(PodObservation observed, Duration atMost) {
        FakePod pod;
        synchronized (this) {
            pod = pods.get(observed.uid());
            if (pod == null || pod.going || !pod.brief && atMost.equals(Entry.LEAST_GRACE)) {
                return false;
            }
            pod.overdue = true;
        }
        if (!silentDeath) {
            Thread.ofVirtual().name("fake-kubelet").start(() -> {
                pod.signal(TERM);
                if (pod.process instanceof ProcessState.Running) {
                    pod.end(KILLED);
                }
            });
        }
        return true;
    }

    @Override
    public void endPod(PodObservation observed, Duration grace) {
        FakePod pod;
        synchronized (this) {
            pod = pods.get(observed.uid());
            if (pod == null || pod.going) {
                return;
            }
            pod.going = true;
            pod.ended(grace);
            tell(pod.containerId);
            reconcile(pod.containerId);
        }
        Thread.ofVirtual().name("fake-kubelet").start(() -> {
            if (pod.process instanceof ProcessState.Running) {
                pod.signal(TERM);
            }
            if (!silentDeath && pod.process instanceof ProcessState.Running) {
                pod.end(KILLED);
            }
            pod.vanish();
        });
    }

    @Override
    public void remove(ContainerRecord record) {
        List<FakePod> left = new ArrayList<>();
        if (podsGoFirst) {
            List<FakePod> collected;
            synchronized (this) {
                collected = pods.values().stream()
                        .filter(p -> p.containerId.equals(record.id()))
                        .toList();
            }
            collected.forEach(FakePod::vanish);
        }
        synchronized (this) {
            if (records.remove(record.id()) == null) {
                return;
            }
            plans.remove(record.id());
            pods.values().stream()
                    .filter(p -> p.containerId.equals(record.id()))
                    .forEach(left::add);
            tell(record.id());
        }
        inRemoval.run();
        left.forEach(FakePod::vanish);
    }

    @Override
    public Subscription subscribe(Listener listener) {
        listeners.add(listener);
        return () -> {
            listeners.remove(listener);
            synchronized (this) {
                notifyAll();
            }
        };
    }

    synchronized void change(FakePod pod, Runnable change) {
        if (pods.containsKey(pod.uid)) {
            change.run();
            tell(pod.containerId);
            reconcile(pod.containerId);
        }
    }

    synchronized void forget(FakePod pod) {
        if (pods.remove(pod.uid) != null) {
            tell(pod.containerId);
            reconcile(pod.containerId);
        }
    }

    private void tell(String id) {
        Optional<ObservedContainer> now = find(id);
        notifyAll();
        if (!closed) {
            feed.execute(() -> listeners.forEach(l -> l.changed(id, now)));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        feed.shutdownNow();
    }
}
