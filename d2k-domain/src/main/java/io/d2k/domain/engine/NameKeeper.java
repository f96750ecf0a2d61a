package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodPlan.Dns;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.container.rule.HostsRule;
import io.d2k.domain.container.rule.NameRule;
import io.d2k.domain.container.rule.NetworkOrder;
import io.d2k.domain.engine.Neighbours.Neighbour;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerNames;
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
import java.util.function.Supplier;

/**
 * Keeps the names by which containers find each other as the running containers and their networks are. Changes that come
 * while names are written are taken together in the pass that follows.
 */
final class NameKeeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(NameKeeper.class.getName());
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final Neighbours neighbours;
    private final Supplier<NetworkOrder> order;
    private final HostsKeeper hosts;
    private final Optional<ServiceStore> services;
    private final ContainerNames names;
    private final Passes passes = new Passes("names", this::write);
    private volatile Subscription subscription = () -> {};

    /**
     * Makes a keeper.
     *
     * @param neighbours who finds whom
     * @param order which network is asked first for a name
     * @param hosts keeps the names that cluster DNS cannot have
     * @param services what has names for all of its tasks together
     */
    NameKeeper(
            Neighbours neighbours,
            Supplier<NetworkOrder> order,
            ContainerNames names,
            HostsKeeper hosts,
            Optional<ServiceStore> services) {
        this.neighbours = neighbours;
        this.order = order;
        this.hosts = hosts;
        this.names = names;
        this.services = services;
    }

    /** Begins with what is there. */
    void begin() {
        Subscription containers = neighbours.all().subscribe((id, now) -> ask());
        Optional<Subscription> tasks = services.map(s -> s.subscribe(id -> ask()));
        subscription = () -> {
            containers.close();
            tasks.ifPresent(Subscription::close);
        };
        ask();
    }

    private void ask() {
        passes.ask();
        hosts.ask();
    }

    /**
     * Makes ready what a container resolves from its first moment on.
     *
     * @param links what its hosts file begins with for its links
     */
    void prepare(ContainerRecord record, List<HostAlias> links) {
        hosts.begins(record.id(), links);
        if (Neighbours.concerned(record)) {
            names.publish(record, NameRule.visible(record, members(), order.get()));
        }
    }

    /** Returns how a container that starts now resolves names. */
    Dns resolver(ContainerRecord record) {
        return HostsRule.dns(record.spec().networks()).withNames(NameRule.scope(record.networks(), records()));
    }

    /** Waits until the names of now are written, for a bounded time. */
    void settle(ContainerRecord record) {
        if (Neighbours.concerned(record)) {
            passes.settle(SETTLING);
        }
        if (Neighbours.concerned(record) || hosts.ofItsOwn(record)) {
            hosts.settle(SETTLING);
        }
    }

    private boolean write() {
        try {
            List<Neighbour> now = neighbours.now();
            NetworkOrder asked = order.get();
            List<NameRule.Member> members = now.stream().map(Neighbour::member).toList();
            List<Future<?>> writes;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                writes = new ArrayList<>(now.stream()
                        .filter(n -> !n.task())
                        .<Future<?>>map(m -> threads.submit(
                                () -> names.publish(m.record(), NameRule.visible(m.record(), members, asked))))
                        .toList());
                services.ifPresent(s -> s.list().stream()
                        .map(ObservedService::record)
                        .filter(r -> !r.removing() && !r.networks().isEmpty())
                        .forEach(r -> writes.add(threads.submit(
                                () -> s.publishNames(r, NameRule.visible(r.networks(), members, asked))))));
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
        return neighbours.all().list().stream()
                .map(ObservedContainer::record)
                .filter(r -> !r.removing())
                .toList();
    }

    private List<NameRule.Member> members() {
        return neighbours.now().stream().map(Neighbour::member).toList();
    }

    @Override
    public void close() {
        passes.close();
        hosts.close();
        subscription.close();
    }
}
