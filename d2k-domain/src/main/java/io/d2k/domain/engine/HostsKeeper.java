package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.container.rule.HostsFileRule;
import io.d2k.domain.container.rule.HostsRule;
import io.d2k.domain.container.rule.LinkRule;
import io.d2k.domain.container.rule.NameRule;
import io.d2k.domain.container.rule.NetworkOrder;
import io.d2k.domain.engine.Neighbours.Neighbour;
import io.d2k.domain.port.out.PodProcesses;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps the names that neither the DNS nor the kubelet serves, such as {@code stack_web}, {@code tasks.web}, those of links
 * on the default bridge, and further hosts like {@code my_host}, in {@code /etc/hosts} of the containers that may find others
 * by them; and all names where a container asks name servers of its own. The shell of the container's own image writes them,
 * once for each change; where there are no such names, nothing
 * is written.
 */
final class HostsKeeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HostsKeeper.class.getName());
    private static final int AT_ONCE = 8;
    private static final int ATTEMPTS = 5;

    private final Neighbours neighbours;
    private final Supplier<NetworkOrder> order;
    private final BriefProcess process;
    private final HostGateway gateway;
    private final Passes passes = new Passes("hosts", this::write);
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Map<String, Written> written = new ConcurrentHashMap<>();
    /** What the kubelet writes for links, by container. */
    private final Map<String, List<HostAlias>> begun = new ConcurrentHashMap<>();

    /**
     * Makes a keeper.
     *
     * @param order which network is asked first for a name
     * @param gateway what {@code host-gateway} stands for
     */
    HostsKeeper(Neighbours neighbours, Supplier<NetworkOrder> order, PodProcesses processes, HostGateway gateway) {
        this.neighbours = neighbours;
        this.order = order;
        this.process = new BriefProcess(processes);
        this.gateway = gateway;
    }

    /**
     * What a process's file is known to have.
     *
     * @param lines the lines of d2k
     * @param failures how often in a row nobody could be asked to write others
     */
    private record Written(String lines, int failures) {
        static Written asBegun(List<HostAlias> links) {
            return new Written(HostsFileRule.lines(Map.of(), HostsFileRule.byKubelet(links)), 0);
        }
    }

    /** Learns what the next file of a container begins with for its links. */
    void begins(String id, List<HostAlias> links) {
        if (links.isEmpty()) {
            begun.remove(id);
        } else {
            begun.put(id, links);
        }
    }

    /** Brings the files to the state of now, soon. */
    void ask() {
        passes.ask();
    }

    /** Waits until the files are in the state of now, for a bounded time. */
    void settle(Duration atMost) {
        passes.settle(atMost);
    }

    private boolean write() {
        List<Neighbour> now = neighbours.now(r -> Neighbours.concerned(r) || ofItsOwn(r) || begun.containsKey(r.id()));
        written.keySet().retainAll(now.stream().map(HostsKeeper::life).collect(Collectors.toSet()));
        begun.keySet().removeIf(id -> neighbours.all().find(id).isEmpty());
        List<NameRule.Member> members = now.stream()
                .filter(n -> Neighbours.concerned(n.record()))
                .map(Neighbour::member)
                .toList();
        NetworkOrder asked = order.get();
        AtomicBoolean over = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Neighbour n : now) {
                List<HostAlias> links = links(n);
                String lines = HostsFileRule.lines(
                        NameRule.unserved(n.record(), members, asked),
                        Stream.concat(gateway.written(n).stream(), links.stream())
                                .toList());
                List<HostAlias> begun = this.begun.getOrDefault(n.record().id(), List.of());
                Written before = written.getOrDefault(life(n), Written.asBegun(begun));
                if (!before.lines().equals(lines)) {
                    List<HostAlias> old =
                            Stream.concat(begun.stream(), links.stream()).toList();
                    threads.execute(() -> {
                        Written after = write(n, lines, old, before);
                        written.put(life(n), after);
                        if (!after.lines().equals(lines)) {
                            over.set(false);
                        }
                    });
                }
            }
        }
        return over.get();
    }

    /** Returns whether a container's file has lines of its own that d2k writes. */
    boolean ofItsOwn(ContainerRecord record) {
        return !record.links().isEmpty()
                || HostsRule.anyWritten(record.spec().networks().extraHosts());
    }

    /** Returns how a container finds what it links now; what does not run has no address, and somebody else may get it. */
    private List<HostAlias> links(Neighbour n) {
        return n.record().links().stream()
                .flatMap(link -> neighbours.all().find(link.targetId()).stream()
                        .flatMap(t -> Neighbours.address(t).stream().map(ip -> LinkRule.host(link, t.record(), ip))))
                .toList();
    }

    /** One life of a process: the kubelet writes the file anew for each. */
    private static String life(Neighbour n) {
        return n.record().id() + "/" + n.pod().uid() + "/" + n.pod().restartCount();
    }

    private Written write(Neighbour n, String lines, List<HostAlias> old, Written before) {
        room.acquireUninterruptibly();
        OptionalInt code;
        try {
            code = process.run(n.pod(), HostsFileRule.command(lines, old));
        } finally {
            room.release();
        }
        if (code.isEmpty() && before.failures() + 1 < ATTEMPTS) {
            return new Written(before.lines(), before.failures() + 1);
        }
        if (code.isEmpty() || code.getAsInt() != 0) {
            LOG.log(
                    before.lines().isEmpty() ? Level.INFO : Level.DEBUG,
                    "container {0} does not find others by links, or by names with an underscore or a dot: its"
                            + " /etc/hosts could not be written, which takes a shell in the image and root as its user",
                    n.record().name());
        }
        return new Written(lines, 0);
    }

    @Override
    public void close() {
        passes.close();
    }
}
