package io.d2k.domain.engine;

import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.container.rule.PortPublishingRule;
import io.d2k.domain.container.rule.PortPublishingRule.Choice;
import io.d2k.domain.container.rule.PortPublishingRule.HostPort;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.Port;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.publish.PublishedState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Publishes ports while their containers run, and takes them back when they have ended. */
final class PortPublishing implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PortPublishing.class.getName());
    /** A load balancer may take minutes; the start does not wait for those. */
    private static final Duration ASSIGNMENT = Duration.ofSeconds(2);

    private final ContainerStore store;
    private final PublishedPorts published;
    private final PublishMode mode;
    private final Predicate<ObservedContainer> running;
    private final Predicate<ContainerRecord> outward;
    private final Map<String, Set<HostPort>> reserved = new ConcurrentHashMap<>();
    private final ReentrantLock reserving = new ReentrantLock();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private volatile Subscription subscription = () -> {};

    PortPublishing(
            ContainerStore store,
            PublishedPorts published,
            PublishMode mode,
            Predicate<ObservedContainer> running,
            Predicate<ContainerRecord> outward) {
        this.store = store;
        this.published = published;
        this.mode = mode;
        this.running = running;
        this.outward = outward;
    }

    /** Takes back what ended while nobody looked, publishes what should be, and does so from now on. */
    void begin() {
        subscription = store.subscribe((id, now) -> changed(id));
        published.list().forEach(s -> changed(s.containerId()));
        store.list().stream()
                .filter(running)
                .map(ObservedContainer::record)
                .filter(r -> of(r.id()).isEmpty())
                .forEach(r -> Thread.ofVirtual().name("publish").start(() -> again(r)));
    }

    private void again(ContainerRecord record) {
        try {
            open(record, Math.max(1, record.run()));
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "ports of container " + record.name() + " are not published", e);
        }
    }

    /**
     * Publishes the ports of a run that is about to start.
     *
     * @throws EngineException in Docker's words when a port is taken
     */
    void open(ContainerRecord record, int run) {
        List<Publication> publications = reserve(record, run);
        ReentrantLock lock = lock(record.id());
        lock.lock();
        try {
            publications.forEach(p -> published.publish(record, p));
            Set<String> parts = publications.stream().map(Publication::part).collect(Collectors.toSet());
            of(record.id()).stream()
                    .filter(s -> !parts.contains(s.publication().part()))
                    .forEach(published::withdraw);
        } catch (EngineException e) {
            of(record.id()).forEach(published::withdraw);
            throw e.kind() == ErrorKind.CONFLICT ? refused(record, e.getMessage()) : e;
        } finally {
            lock.unlock();
            reserved.remove(record.id());
        }
    }

    /**
     * Publishes what runs as its networks are now, or takes it back where none of them has a way out any longer. Host ports
     * are the pod's own and wait for its next start.
     *
     * @throws EngineException in Docker's words when a port is taken
     */
    void follow(ContainerRecord record) {
        if (mode != PublishMode.HOSTPORT
                && outward.test(record) == of(record.id()).isEmpty()) {
            open(record, Math.max(1, record.run()));
        }
    }

    private List<Publication> reserve(ContainerRecord record, int run) {
        if (!outward.test(record)) {
            return List.of();
        }
        reserving.lock();
        try {
            Choice choice = PortPublishingRule.choose(
                    record.id(),
                    run,
                    record.spec().networks(),
                    ContainerViews.config(record).exposedPorts(),
                    mode,
                    taken(record.id()));
            return switch (choice) {
                case Choice.Taken t -> throw refused(record, t.reason());
                case Choice.Published p -> {
                    reserved.put(record.id(), hostPorts(p.publications()));
                    yield p.publications();
                }
            };
        } finally {
            reserving.unlock();
        }
    }

    private Set<HostPort> taken(String id) {
        Set<HostPort> taken = new HashSet<>(hostPorts(published.list().stream()
                .filter(s -> !s.containerId().equals(id) && !obsolete(s))
                .map(PublishedState::publication)
                .toList()));
        reserved.forEach((other, ports) -> {
            if (!other.equals(id)) {
                taken.addAll(ports);
            }
        });
        return taken;
    }

    private static Set<HostPort> hostPorts(List<Publication> publications) {
        // each Service has an address of its own inside the cluster
        return publications.stream()
                .filter(p -> p.mode() != PublishMode.CLUSTERIP)
                .flatMap(p -> p.ports().stream()
                        .map(port -> new HostPort(p.mode(), port.target().protocol(), port.hostPort(), port.hostIp())))
                .collect(Collectors.toSet());
    }

    private static EngineException refused(ContainerRecord record, String why) {
        String network = record.networks().stream()
                .findFirst()
                .map(ContainerRecord.Attachment::networkId)
                .orElse("");
        return EngineException.internal("driver failed programming external connectivity on endpoint " + record.name()
                + " (" + Ids.derived(record.id() + network) + "): " + why);
    }

    /** Waits until the ports have their addresses, for a bounded time. */
    void awaitAssigned(String id) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        try (Subscription changes = published.subscribe(changed -> {
            if (changed.equals(id) && assigned(id)) {
                done.complete(true);
            }
        })) {
            if (!assigned(id)) {
                done.get(ASSIGNMENT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "the ports of container " + id + " have no address yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean assigned(String id) {
        return of(id).stream().allMatch(PublishedState::assigned);
    }

    private List<PublishedState> of(String id) {
        return published.of(id);
    }

    private void changed(String id) {
        if (of(id).stream().anyMatch(this::obsolete)) {
            Thread.ofVirtual().name("withdraw").start(() -> withdraw(id));
        } else if (store.find(id).isEmpty()) {
            locks.remove(id);
        }
    }

    private void withdraw(String id) {
        ReentrantLock lock = lock(id);
        lock.lock();
        try {
            // a start may have published them anew meanwhile
            of(id).stream().filter(this::obsolete).forEach(published::withdraw);
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "ports of container " + id + " are still published", e);
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(String id) {
        return locks.computeIfAbsent(id, k -> new ReentrantLock());
    }

    /** Whether the run that needed it is over, or has no way out; one that is about to start is not. */
    private boolean obsolete(PublishedState state) {
        Optional<ObservedContainer> now = store.find(state.containerId());
        if (now.isEmpty() || now.get().record().removing()) {
            return true;
        }
        ContainerRecord record = now.get().record();
        if (mode != PublishMode.HOSTPORT && !outward.test(record)) {
            return true; // an earlier d2k published that, too
        }
        int ended = Math.max(
                record.lastRun().map(LastRun::run).orElse(0),
                record.ending().map(Ending::run).orElse(0));
        return ended >= state.publication().run() && !running.test(now.get());
    }

    /** Returns the bindings of a container's ports that have an address. */
    static Map<Port, List<PortBinding>> bindings(PublishedPorts published, String id) {
        Map<Port, List<PortBinding>> bindings = new TreeMap<>();
        published.of(id).stream()
                .filter(PublishedState::assigned)
                .forEach(s -> s.publication()
                        .ports()
                        .forEach(p -> (p.hostIp().isEmpty() ? s.addresses() : List.of(p.hostIp()))
                                .forEach(address -> bindings.computeIfAbsent(p.target(), k -> new ArrayList<>())
                                        .add(new PortBinding(address, Integer.toString(p.hostPort()))))));
        return bindings;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
