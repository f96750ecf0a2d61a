package io.d2k.k8s.cache;

import io.d2k.k8s.client.KubernetesErrors;
import io.d2k.k8s.client.Refusals;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.client.StatusException;
import io.d2k.k8s.client.WatchStream;
import io.d2k.k8s.client.WatchStream.Event;
import io.kubernetes.client.common.KubernetesObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a store in step with the API server: lists once, watches from there on, resumes a watch that ended where it
 * ended, and lists anew when the server no longer knows that point. Runs in a thread of its own until closed.
 */
public final class Reflector<T extends KubernetesObject> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reflector.class.getName());
    private static final int RELIST_AFTER_FAILURES = 5;

    private final Resource<T> resource;
    private final String selector;
    private final ObjectStore<T> store;
    private final Pace pace;
    private final CompletableFuture<Void> synced = new CompletableFuture<>();
    private final CompletableFuture<Void> attempted = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<WatchStream<T>> current = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();
    private final Refusals refusals = new Refusals();
    private int failures;

    /**
     * Makes one that does not run yet.
     *
     * @param selector label selector, empty for all
     */
    public Reflector(Resource<T> resource, String selector, ObjectStore<T> store, Pace pace) {
        this.resource = resource;
        this.selector = selector;
        this.store = store;
        this.pace = pace;
        this.thread =
                Thread.ofVirtual().name("watch-" + resource.kind().plural()).unstarted(this::run);
    }

    /** Starts; call it once. */
    public void start() {
        thread.start();
    }

    /** Takes the store for filled without asking the server, now or later; call it instead of {@link #start}. */
    public void startAlone() {
        synced.complete(null);
        attempted.complete(null);
    }

    /** Completes when the store was filled for the first time. */
    public CompletableFuture<Void> synced() {
        return synced;
    }

    /** Completes when the store was filled for the first time, or could not be. */
    public CompletableFuture<Void> attempted() {
        return attempted;
    }

    /** Returns why the store is not kept up to date at the moment, nothing when it is. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** Stops and waits a moment for the thread's end. */
    @Override
    public void close() {
        closed.countDown();
        current.ifPresent(WatchStream::close);
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (open()) {
            try {
                followFrom(list());
            } catch (IOException | RuntimeException e) {
                failed("list", e);
            }
        }
    }

    private String list() throws IOException {
        long asked = System.nanoTime();
        Resource.Listing<T> listing = resource.list(selector);
        store.replace(listing.items(), listing.version(), asked);
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> resource.kind().plural() + ": " + listing.items().size() + " listed at " + listing.version());
        well();
        synced.complete(null);
        attempted.complete(null);
        return listing.version();
    }

    /** Watches, again and again, until the server no longer knows the point reached. */
    private void followFrom(String listed) {
        String version = listed;
        while (open()) {
            long started = System.nanoTime();
            try {
                version = watch(version);
                if (System.nanoTime() - started < pace.shortestWatch().toNanos()) {
                    rest(pace.shortestWatch()); // a server that ends watches at once must not be hammered
                }
            } catch (Interruption e) {
                version = e.version;
                if (e.getCause() instanceof StatusException status && status.code() == 410) {
                    LOG.log(System.Logger.Level.DEBUG, () -> resource.kind().plural() + ": watch expired, listing");
                    return;
                }
                failed("watch", e.getCause());
                if (failures >= RELIST_AFTER_FAILURES) {
                    return;
                }
            }
        }
    }

    private String watch(String from) throws Interruption {
        String version = from;
        try (WatchStream<T> watch = resource.watch(selector, from, pace.watchLength())) {
            current = Optional.of(watch);
            if (!open()) {
                return version; // close() may have looked before there was anything to close
            }
            well();
            for (var event = watch.next(); event.isPresent(); event = watch.next()) {
                version = apply(event.get(), version);
            }
            return version;
        } catch (IOException | RuntimeException e) {
            throw new Interruption(version, e);
        } finally {
            current = Optional.empty();
        }
    }

    private String apply(Event<T> event, String before) {
        String version = switch (event) {
            case Event.Present<T>(T object) -> {
                store.seen(object);
                yield object.getMetadata().getResourceVersion();
            }
            case Event.Gone<T>(T object) -> {
                store.vanished(object);
                yield object.getMetadata().getResourceVersion();
            }
            case Event.Bookmark<T>(String reached) -> reached;
        };
        if (version == null || version.isEmpty()) {
            return before;
        }
        store.reached(version);
        return version;
    }

    private void well() {
        failures = 0;
        refusals.allowed();
        trouble = Optional.empty();
    }

    private void failed(String what, Throwable failure) {
        if (!open()) {
            return;
        }
        failures++;
        attempted.complete(null);
        String text = what + " " + resource.kind().plural() + ": " + words(failure);
        if (!trouble.equals(Optional.of(text))) {
            LOG.log(System.Logger.Level.WARNING, text + "; trying on");
        }
        trouble = Optional.of(text);
        boolean passing = !(failure instanceof IOException io) || refusals.passing(io);
        boolean forbidden = failure instanceof StatusException status && status.forbidden();
        rest(forbidden && !passing ? pace.afterRefusal() : pause(failures));
    }

    private String words(Throwable failure) {
        return failure instanceof IOException io
                ? KubernetesErrors.of(resource.kind().plural(), io).getMessage()
                : failure.toString();
    }

    private Duration pause(int failures) {
        long most =
                Math.min(pace.longestPause().toMillis(), pace.firstPause().toMillis() << Math.min(failures - 1, 20));
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    private void rest(Duration pause) {
        try {
            if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.DEBUG, () -> resource.kind().plural() + ": closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean open() {
        return closed.getCount() > 0 && !Thread.currentThread().isInterrupted();
    }

    /**
     * How often the server is bothered.
     *
     * @param firstPause after the first failure; doubles with each further one
     * @param longestPause at most
     * @param afterRefusal after 401 and 403 that are to be believed ({@link Refusals})
     * @param shortestWatch a watch that the server ended sooner is followed by a pause of that length
     * @param shortestWatchLength the server is asked to end a watch after this time at the earliest
     */
    public record Pace(
            Duration firstPause,
            Duration longestPause,
            Duration afterRefusal,
            Duration shortestWatch,
            Duration shortestWatchLength) {
        /** For what d2k cannot do without. */
        public static final Pace EAGER = new Pace(
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5));
        /** For what is nice to have. */
        public static final Pace RELAXED = new Pace(
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5));

        Duration watchLength() {
            long seconds = shortestWatchLength.toSeconds();
            return Duration.ofSeconds(seconds + ThreadLocalRandom.current().nextLong(seconds + 1));
        }
    }

    /** A watch that broke off. */
    private static final class Interruption extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final String version;

        Interruption(String version, Exception cause) {
            super(cause);
            this.version = version;
        }
    }
}
