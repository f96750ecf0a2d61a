package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.rule.AnswerRule;
import io.d2k.domain.container.rule.NameRule.Member;
import io.d2k.domain.container.rule.NetworkOrder;
import io.d2k.domain.engine.Neighbours.Neighbour;
import io.d2k.domain.network.NameAnswer;
import io.d2k.domain.port.in.NameLookups;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.NetworkStore;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Who finds whom by which name, made ready when it is asked for and kept until something changes. */
public final class NameTables implements NameLookups, AutoCloseable {
    /** A node tells of a pod's address up to a second after its processes have begun. */
    private static final Duration ARRIVAL = Duration.ofSeconds(2);

    private final Neighbours neighbours;
    private final Supplier<NetworkOrder> order;
    private final Optional<ServiceStore> services;
    private final Duration arrival;
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private volatile Tables tables;

    NameTables(Neighbours neighbours, Supplier<NetworkOrder> order, Optional<ServiceStore> services, Duration arrival) {
        this.neighbours = neighbours;
        this.order = order;
        this.services = services;
        this.arrival = arrival;
        tables = new Tables(-1, List.of(), new NetworkOrder(Set.of()));
        subscriptions.add(neighbours.all().subscribe((id, now) -> changed()));
        services.ifPresent(s -> subscriptions.add(s.subscribe(id -> changed())));
    }

    /**
     * Makes the tables of what is in a cluster; they have no duties there.
     *
     * @param swarm what swarm mode needs more; nothing outside of it
     * @param ownNode the node that d2k is on, where it is known
     */
    public static NameTables over(
            ContainerStore containers,
            NetworkStore networks,
            Cluster cluster,
            Optional<SwarmEngine.Ports> swarm,
            Optional<String> ownNode,
            Clock clock) {
        Surroundings around = Surroundings.of(containers, networks, cluster, swarm, ownNode, clock);
        return of(around, swarm.map(SwarmEngine.Ports::services), ARRIVAL);
    }

    static NameTables of(Surroundings around, Optional<ServiceStore> services, Duration arrival) {
        return new NameTables(around.neighbours(), around.networks()::order, services, arrival);
    }

    @Override
    public NameAnswer lookup(Asker from, String name) {
        Optional<Seeker> seeker = seeker(from);
        Set<String> addresses = seeker.map(s -> s.found().addresses().getOrDefault(name, Set.of()))
                .orElse(Set.of());
        return addresses.isEmpty()
                ? new NameAnswer.Elsewhere(seeker.map(Seeker::servers).orElse(List.of()))
                : new NameAnswer.Addresses(addresses);
    }

    @Override
    public Optional<String> nameOf(Asker from, String address) {
        return seeker(from).map(s -> s.found().names().get(address));
    }

    private Optional<Seeker> seeker(Asker from) {
        Tables now = tables();
        return now.at(from.address())
                .or(() -> from.domain().flatMap(id -> now.ofDomain(id, services)))
                .or(() -> await(from.address()));
    }

    private Optional<Seeker> await(String address) {
        long end = System.nanoTime() + arrival.toNanos();
        while (true) {
            long seen = changes.get();
            Optional<Seeker> found = tables().at(address);
            if (found.isPresent() || !changes(seen, end - System.nanoTime())) {
                return found;
            }
        }
    }

    /** Waits for a change after the one that was seen; returns whether there was one. */
    private boolean changes(long seen, long nanos) {
        lock.lock(); // never held while stores are read: they tell of changes under locks of their own
        try {
            long left = nanos;
            while (changes.get() == seen && left > 0) {
                left = change.awaitNanos(left);
            }
            return changes.get() != seen && left > 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void changed() {
        changes.incrementAndGet();
        lock.lock();
        try {
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Tables tables() {
        Tables known = tables;
        long version = changes.get(); // read before what it is the version of
        if (known.version() == version) {
            return known;
        }
        Tables made = new Tables(version, neighbours.now(), order.get());
        tables = made;
        return made;
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }

    /**
     * One who asks.
     *
     * @param servers its own name servers
     * @param found what it finds
     */
    private record Seeker(List<String> servers, Found found) {}

    private record Found(Map<String, Set<String>> addresses, Map<String, String> names) {}

    /** What there is at a time. */
    private record Tables(
            long version, List<Neighbour> present, NetworkOrder order, Map<List<Attachment>, Found> known) {
        Tables(long version, List<Neighbour> present, NetworkOrder order) {
            this(version, present, order, new ConcurrentHashMap<>());
        }

        Optional<Seeker> at(String address) {
            return present.stream()
                    .filter(n -> n.pod().ip().equals(address))
                    .findFirst()
                    .map(n -> seeker(n.record()));
        }

        Optional<Seeker> ofDomain(String id, Optional<ServiceStore> services) {
            return present.stream()
                    .map(Neighbour::record)
                    .filter(r -> r.id().startsWith(id))
                    .findFirst()
                    .map(this::seeker)
                    .or(() -> services.flatMap(s -> s.list().stream()
                            .map(ObservedService::record)
                            .filter(r -> r.id().startsWith(id))
                            .findFirst()
                            .map(this::seeker)));
        }

        private Seeker seeker(ContainerRecord record) {
            return new Seeker(record.spec().networks().dns(), found(record.networks()));
        }

        private Seeker seeker(ServiceRecord record) {
            return new Seeker(List.of(), found(record.networks()));
        }

        private Found found(List<Attachment> networks) {
            return known.computeIfAbsent(networks, n -> {
                List<Member> members = present.stream().map(Neighbour::member).toList();
                return new Found(AnswerRule.addresses(n, members, order), AnswerRule.names(n, members, order));
            });
        }
    }
}
