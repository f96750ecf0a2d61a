package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan.Dns;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.HostsRule;
import io.d2k.domain.container.rule.NameRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerNames;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.ObservedService;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Keeps the names by which containers find each other as the running containers and their networks are. Changes that come
 * while names are written are taken together in the pass that follows.
 */
final class NameKeeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(NameKeeper.class.getName());
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final ContainerStore own;
    private final ContainerStore store;
    private final Optional<ServiceStore> services;
    private final ContainerNames names;
    private final Passes passes = new Passes("names", this::write);
    private volatile Subscription subscription = () -> {};

    /**
     * Makes a keeper.
     *
     * @param own the containers that have names of their own
     * @param store all that are found by name
     * @param services what has names for all of its tasks together
     */
    NameKeeper(ContainerStore own, ContainerStore store, ContainerNames names, Optional<ServiceStore> services) {
        this.own = own;
        this.store = store;
        this.names = names;
        this.services = services;
    }

    /** Begins with what is there. */
    void begin() {
        Subscription containers = store.subscribe((id, now) -> passes.ask());
        Optional<Subscription> tasks = services.map(s -> s.subscribe(id -> passes.ask()));
        subscription = () -> {
            containers.close();
            tasks.ifPresent(Subscription::close);
        };
        passes.ask();
    }

    /** Makes ready what a container resolves from its first moment on. */
    void prepare(ContainerRecord record) {
        if (concerned(record)) {
            names.publish(record, NameRule.visible(record, members()));
        }
    }

    /** Returns how a container that starts now resolves names. */
    Dns resolver(ContainerRecord record) {
        return HostsRule.dns(record.spec().networks()).withNames(NameRule.scope(record.networks(), records()));
    }

    /** Waits until the names of now are written, for a bounded time. */
    void settle(ContainerRecord record) {
        if (concerned(record)) {
            passes.settle(SETTLING);
        }
    }

    private static boolean concerned(ContainerRecord record) {
        return record.networks().stream().anyMatch(NameRule::named);
    }

    private boolean write() {
        try {
            List<NameRule.Member> members = members();
            List<Future<?>> writes;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                writes = new ArrayList<>(members.stream()
                        .filter(m -> own.find(m.record().id()).isPresent())
                        .<Future<?>>map(m ->
                                threads.submit(() -> names.publish(m.record(), NameRule.visible(m.record(), members))))
                        .toList());
                services.ifPresent(s -> s.list().stream()
                        .map(ObservedService::record)
                        .filter(r -> !r.removing() && !r.networks().isEmpty())
                        .forEach(r -> writes.add(
                                threads.submit(() -> s.publishNames(r, NameRule.visible(r.networks(), members))))));
                names.publishDotted(NameRule.dotted(records(), members));
            }
            for (Future<?> w : writes) {
                w.get();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException e) {
            return over(e.getCause());
        } catch (EngineException e) {
            return over(e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "names were not written", e);
            return true;
        }
    }

    /** Whether trying again is of no use: the next change is tried anyway. */
    private static boolean over(Throwable failure) {
        if (failure instanceof EngineException e
                && (e.kind() == ErrorKind.UNAVAILABLE || e.kind() == ErrorKind.CONFLICT)) {
            LOG.log(Level.DEBUG, "names will be written again", e);
            return false;
        }
        LOG.log(Level.WARNING, "names of containers were not written", failure);
        return true;
    }

    private List<ContainerRecord> records() {
        return store.list().stream()
                .map(ObservedContainer::record)
                .filter(r -> !r.removing())
                .toList();
    }

    /** The containers that run and are on a network with names. */
    private List<NameRule.Member> members() {
        return store.list().stream()
                .filter(c -> concerned(c.record()) && !c.record().removing())
                .flatMap(c -> address(c).map(ip -> new NameRule.Member(c.record(), ip)).stream())
                .toList();
    }

    private static java.util.Optional<String> address(ObservedContainer c) {
        return StateProjection.currentPod(c)
                .filter(p -> p.process() instanceof ProcessState.Running && !p.going())
                .map(PodObservation::ip)
                .filter(ip -> !ip.isEmpty());
    }

    @Override
    public void close() {
        passes.close();
        subscription.close();
    }
}
