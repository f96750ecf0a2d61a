package io.d2k.k8s.election;

import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.cache.Reflector;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.KubernetesErrors;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.election.LeaseRule.Known;
import io.d2k.k8s.election.LeaseRule.Step;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1Lease;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Elects one of several d2k on a namespace by a Lease, as Kubernetes' own components do, and tells each where the leader
 * serves. A watch brings news of the Lease; it is written only by its holder, and by who takes it.
 */
public final class LeaderElection implements AutoCloseable {
    /** Annotation of the Lease: where its holder serves, as {@code host:port}. */
    public static final String ADDRESS = "d2k.io/address";

    private static final Logger LOG = System.getLogger(LeaderElection.class.getName());
    private static final Duration END = Duration.ofSeconds(5);
    private static final Duration LONG_AGO = Duration.ofDays(1);

    private final String self;
    private final LeaseTerms terms;
    private final LeaseRule rule;
    private final LeaseWriter writer;
    private final Consumer<Standing> listener;
    private final ObjectStore<V1Lease> store = new ObjectStore<>(new ReentrantLock(), new News());
    private final Reflector<V1Lease> watch;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private LeaseView view = LeaseView.NONE;
    private long seen = System.nanoTime();
    private boolean closed;

    // of the election's thread alone
    private boolean leading;
    private Optional<V1Lease> own = Optional.empty();
    private long renewed;
    private long failed = System.nanoTime() - LONG_AGO.toNanos();
    private String trouble = "";
    private Standing told = new Standing.Vacant();

    private LeaderElection(
            KubernetesClients clients,
            String self,
            String address,
            LeaseTerms terms,
            Clock clock,
            Consumer<Standing> listener) {
        this.self = self;
        this.terms = terms;
        this.rule = new LeaseRule(self, terms);
        this.writer = new LeaseWriter(clients, self, address, terms, clock);
        this.listener = listener;
        this.watch = new Reflector<>(
                new Resource<>(clients, Kind.LEASE, "metadata.name=" + LeaseWriter.NAME),
                Keys.OWNED,
                store,
                Reflector.Pace.EAGER);
        this.thread = Thread.ofVirtual().name("election").unstarted(this::run);
    }

    /**
     * Stands for election.
     *
     * @param clients stays the caller's, who closes it after this
     * @param self what this replica is called: another for each process that ever stands
     * @param address where this replica serves while it leads, as {@code host:port}
     * @param listener told of each change, one at a time; must return at once. {@link Standing.Deposed} is the last it is
     *     told
     */
    public static LeaderElection start(
            KubernetesClients clients,
            String self,
            String address,
            LeaseTerms terms,
            Clock clock,
            Consumer<Standing> listener) {
        var election = new LeaderElection(clients, self, address, terms, clock, listener);
        election.watch.start();
        election.thread.start();
        return election;
    }

    private void run() {
        try {
            watch.attempted().get(); // before the first look, nobody knows whether somebody leads
            for (Known known = known(); open(); known = known()) {
                tell();
                switch (rule.next(known)) {
                    case Step.Rest(Duration atMost) -> rest(known.view(), atMost);
                    case Step.Write() -> write(known.view());
                    case Step.Resign(String why) -> {
                        leading = false;
                        say(new Standing.Deposed(why));
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // the look completes, whatever it found
        }
    }

    private Known known() {
        long now = System.nanoTime();
        lock.lock();
        try {
            return new Known(
                    view,
                    Duration.ofNanos(now - seen),
                    leading,
                    Duration.ofNanos(now - renewed),
                    Duration.ofNanos(now - failed));
        } finally {
            lock.unlock();
        }
    }

    private boolean open() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void rest(LeaseView known, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (nanos > 0 && !closed && view.equals(known)) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write(LeaseView expected) throws InterruptedException {
        long sent = System.nanoTime();
        try {
            V1Lease lease = attempt(expected);
            store.seen(lease);
            trouble = "";
            if (self.equals(lease.getSpec().getHolderIdentity())) {
                own = Optional.of(lease);
                renewed = sent;
                leading = true;
            } else {
                own = Optional.empty(); // who led resigns at the next look
            }
        } catch (IOException e) {
            own = Optional.empty(); // it may have been written all the same
            failed = System.nanoTime();
            String words = KubernetesErrors.of("leases", e).getMessage();
            if (!words.equals(trouble)) {
                LOG.log(Level.WARNING, "the lease could not be written: " + words + "; trying on");
            }
            trouble = words;
        }
    }

    /** An attempt must not outlast the time after which a leader has to stop. */
    private V1Lease attempt(LeaseView expected) throws IOException, InterruptedException {
        Optional<V1Lease> known = own;
        var attempt = new FutureTask<>(() -> writer.write(known, expected));
        Thread.ofVirtual().name("election-attempt").start(attempt);
        try {
            return attempt.get(terms.attempt().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new InterruptedIOException(
                    "no answer within " + terms.attempt().toSeconds() + " seconds");
        } finally {
            attempt.cancel(true);
        }
    }

    private void tell() {
        LeaseView now;
        lock.lock();
        try {
            now = view;
        } finally {
            lock.unlock();
        }
        if (leading) {
            say(new Standing.Leading());
        } else if (now.vacant() || now.holder().equals(self)) {
            say(new Standing.Vacant());
        } else {
            say(new Standing.Following(now.holder(), now.address()));
        }
    }

    private void say(Standing standing) {
        if (!standing.equals(told)) {
            told = standing;
            listener.accept(standing);
        }
    }

    private void learn(LeaseView news) {
        lock.lock();
        try {
            if (!news.equals(view)) {
                view = news;
                seen = System.nanoTime();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops to stand; who led gives the lease back, so call it when nothing is served any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        watch.close();
        try {
            boolean ended = thread.join(END);
            if (!ended) {
                thread.interrupt(); // amid a write that the server has not answered
            }
            if (!ended || leading) {
                writer.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.INFO, "the lease could not be given back, and runs out: {0}", e.getMessage());
        }
    }

    private final class News implements ObjectStore.Listener<V1Lease> {
        @Override
        public void present(V1Lease lease) {
            learn(LeaseView.of(lease));
        }

        @Override
        public void removed(V1Lease lease) {
            learn(LeaseView.NONE);
        }
    }
}
