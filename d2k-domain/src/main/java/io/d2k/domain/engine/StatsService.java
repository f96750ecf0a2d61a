package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.port.in.Stats;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.Metrics;
import io.d2k.domain.stats.CpuCounter;
import io.d2k.domain.stats.PodUsage;
import io.d2k.domain.stats.StatsView;
import io.d2k.domain.stats.StatsView.Sample;
import io.d2k.domain.system.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What containers use, from the cluster's figures. */
final class StatsService implements Stats {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final int COUNTERS = 4096;
    private static final long NANOS = 1_000_000_000;

    private final ContainerLookup lookup;
    private final Metrics metrics;
    private final Cluster cluster;
    private final Clock clock;
    private final Map<String, CpuCounter> counters = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CpuCounter> eldest) {
            return size() > COUNTERS;
        }
    };

    StatsService(ContainerLookup lookup, Metrics metrics, Cluster cluster, Clock clock) {
        this.lookup = lookup;
        this.metrics = metrics;
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public StatsView read(String ref, boolean oneShot) {
        return view(lookup.require(ref), oneShot);
    }

    @Override
    public StatsStream open(String ref) {
        return new Stream(lookup.require(ref).record().id());
    }

    private StatsView view(ObservedContainer container, boolean oneShot) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = StateProjection.currentPod(container);
        if (pod.isEmpty() || !(pod.get().process() instanceof ProcessState.Running running)) {
            return new StatsView(record.id(), record.name(), Optional.empty(), Optional.empty());
        }
        PodObservation p = pod.get();
        // what was measured before an instance of the process began is another's
        Optional<PodUsage> usage = metrics.usage(p).filter(u -> u.at().isAfter(running.since()));
        long nanoCpus = usage.map(PodUsage::nanoCpus).orElse(0L);
        Instant now = clock.instant();
        Instant since = running.since().isAfter(now) ? now : running.since();
        long used = count(p.uid() + "/" + p.restartCount(), since, now, nanoCpus);
        Optional<Node> node =
                cluster.nodes().stream().filter(n -> n.name().equals(p.node())).findFirst();
        int cpus = Math.max(1, node.map(Node::cpus).orElse(1));
        long asked = record.spec().resources().memoryBytes();
        long limit = asked > 0 ? asked : node.map(Node::memoryBytes).orElse(0L);
        long system = Duration.between(since, now).plus(BEAT).toNanos() * cpus;
        Sample sample = new Sample(
                now, used, system, cpus, usage.map(PodUsage::memoryBytes).orElse(0L), limit);
        return new StatsView(
                record.id(),
                record.name(),
                Optional.of(sample),
                oneShot ? Optional.empty() : Optional.of(earlier(sample, nanoCpus)));
    }

    /** The figures of a beat ago: the cluster's mean held then, too. */
    private static Sample earlier(Sample s, long nanoCpus) {
        return new Sample(
                s.read().minus(BEAT),
                Math.max(0, s.cpuNanos() - nanoCpus),
                s.systemNanos() - NANOS * s.cpus(),
                s.cpus(),
                s.memoryBytes(),
                s.memoryLimit());
    }

    private long count(String instance, Instant since, Instant now, long nanoCpus) {
        synchronized (counters) {
            CpuCounter counter = Optional.ofNullable(counters.get(instance))
                    .map(c -> c.advance(now, nanoCpus))
                    .orElseGet(() -> CpuCounter.begin(since, now, nanoCpus));
            counters.put(instance, counter);
            return counter.nanos();
        }
    }

    private final class Stream implements StatsStream {
        private final String id;
        private final CountDownLatch closed = new CountDownLatch(1);
        private Optional<Sample> last = Optional.empty();
        private Optional<Instant> due = Optional.empty();

        Stream(String id) {
            this.id = id;
        }

        @Override
        public Optional<StatsView> next() throws InterruptedException {
            if (due.isPresent()) {
                long wait = Duration.between(clock.instant(), due.get()).toNanos();
                if (closed.await(Math.min(BEAT.toNanos(), wait), TimeUnit.NANOSECONDS)) {
                    return Optional.empty();
                }
            }
            due = Optional.of(due.filter(d -> d.isAfter(clock.instant().minus(BEAT)))
                    .orElseGet(clock::instant)
                    .plus(BEAT));
            Optional<ObservedContainer> container = closed.getCount() == 0 ? Optional.empty() : lookup.find(id);
            return container.map(c -> {
                StatsView fresh = view(c, false);
                Optional<Sample> before = last.isPresent() && sameProcess(fresh) ? last : fresh.before();
                last = fresh.now();
                return new StatsView(fresh.id(), fresh.name(), fresh.now(), before);
            });
        }

        /** Counters begin anew with each process. */
        private boolean sameProcess(StatsView fresh) {
            return fresh.now()
                    .flatMap(n -> last.map(l -> l.systemNanos() < n.systemNanos() && l.cpus() == n.cpus()))
                    .orElse(false);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
