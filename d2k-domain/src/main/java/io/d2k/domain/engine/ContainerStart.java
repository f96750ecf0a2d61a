package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Starts and restarts containers, one start of each at a time, and knows which are under way. */
final class ContainerStart {
    private static final System.Logger LOG = System.getLogger(ContainerStart.class.getName());
    /** How long who looks at a container waits for its start. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private static final CompletableFuture<Void> LAUNCHED = CompletableFuture.completedFuture(null);

    private final ContainerStore store;
    private final ContainerViews views;
    private final ContainerRemoval removal;
    private final RunLaunch runs;
    private final EngineSettings settings;
    private final TurnTaking turns = new TurnTaking();
    /** Starts whose process is awaited, by container; complete when it runs or has failed to. */
    private final Map<String, CompletableFuture<Void>> launches = new ConcurrentHashMap<>();
    /** The last run before a restart that is under way, by container. */
    private final Map<String, Integer> replaced = new ConcurrentHashMap<>();

    ContainerStart(
            ContainerStore store,
            ContainerViews views,
            ContainerRemoval removal,
            RunLaunch runs,
            EngineSettings settings) {
        this.store = store;
        this.views = views;
        this.removal = removal;
        this.runs = runs;
        this.settings = settings;
    }

    /** Returns whether a start or restart of that container is under way; what fails is then this class's business. */
    boolean underWay(String id) {
        return turns.taken(id);
    }

    /** Waits for a start that is under way: a stop that comes meanwhile is for the process that it begins. */
    void settle(String id) {
        turns.take(id, patience()).close();
    }

    /**
     * Waits for a process that is being started, for a while: dockerd shows a container by inspect once its start is over,
     * so clients that find one which another has made take it for one that runs. A start takes longer here where nodes pull
     * the image, and can be looked at then.
     */
    void awaitLaunch(String id) {
        try {
            launches.getOrDefault(id, LAUNCHED).get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "container {0} is shown while it starts", id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts; waits for a start that is under way already.
     *
     * @return false when it runs already
     */
    boolean start(ObservedContainer container) {
        ContainerRecord record = container.record();
        if (record.removing()) {
            throw EngineException.conflict("container is marked for removal and cannot be started");
        }
        // a process may run while its start is still under way: its ports have no addresses yet
        if (views.state(container).running() && !turns.taken(record.id())) {
            return false;
        }
        try (TurnTaking.Turn turn = turns.take(record.id(), patience())) {
            return startNow(record.id());
        }
    }

    /** Stops and starts as one: that the process ends in between is no end that removes the container. */
    void restart(String id, Runnable stop) {
        try (TurnTaking.Turn turn = turns.take(id, patience())) {
            store.find(id).ifPresent(c -> replaced.put(id, RunLaunch.nextRun(c) - 1));
            stop.run();
            startNow(id);
        } catch (RuntimeException e) {
            store.find(id)
                    .filter(c -> c.record().spec().autoRemove()
                            && c.record().lastRun().isPresent())
                    .filter(c -> !views.state(c).running())
                    .ifPresent(c -> removal.removeEnded(id));
            throw e;
        } finally {
            replaced.remove(id);
        }
    }

    /** Returns whether a restart of that container is under way, so that a start follows its end. */
    boolean restarting(String id) {
        return replaced.containsKey(id);
    }

    /** Returns whether another run follows that one, or is about to, by a restart. */
    boolean follows(String id, int run) {
        return replaced.getOrDefault(id, -1) >= run
                || store.find(id).stream().flatMap(c -> c.pods().stream()).anyMatch(p -> p.run() > run);
    }

    /** Another start may have come to its end since the container was looked up. */
    private boolean startNow(String id) {
        ObservedContainer now = store.find(id).orElseThrow(() -> EngineException.notFound("No such container: " + id));
        if (views.state(now).running()) {
            return false;
        }
        Set<String> old = now.pods().stream().map(PodObservation::uid).collect(Collectors.toCollection(HashSet::new));
        CompletableFuture<Void> launched = new CompletableFuture<>();
        launches.put(id, launched);
        try {
            runs.launch(now, old);
        } finally {
            launches.remove(id);
            launched.complete(null);
        }
        return true;
    }

    /** A start that fails takes its time limit, and somewhat longer until all is cleared away. */
    private Duration patience() {
        return settings.startTimeout().multipliedBy(2);
    }
}
