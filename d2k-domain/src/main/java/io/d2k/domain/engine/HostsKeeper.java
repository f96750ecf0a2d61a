package io.d2k.domain.engine;

import io.d2k.domain.container.rule.HostsFileRule;
import io.d2k.domain.container.rule.NameRule;
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
import java.util.stream.Collectors;

/**
 * Keeps the names that no DNS of Kubernetes serves, such as {@code stack_web} and {@code tasks.web}, in {@code /etc/hosts}
 * of the containers that may find others by them. The shell of the container's own image writes them, once for each
 * change; where there are no such names, nothing is written.
 */
final class HostsKeeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HostsKeeper.class.getName());
    private static final int AT_ONCE = 8;
    private static final int ATTEMPTS = 5;

    private final Neighbours neighbours;
    private final BriefProcess process;
    private final Passes passes = new Passes("hosts", this::write);
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Map<String, Written> written = new ConcurrentHashMap<>();

    HostsKeeper(Neighbours neighbours, PodProcesses processes) {
        this.neighbours = neighbours;
        this.process = new BriefProcess(processes);
    }

    /**
     * What a process's file is known to have.
     *
     * @param lines the lines of d2k
     * @param failures how often in a row nobody could be asked to write others
     */
    private record Written(String lines, int failures) {
        static final Written NOTHING = new Written("", 0);
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
        List<Neighbour> now = neighbours.now();
        written.keySet().retainAll(now.stream().map(HostsKeeper::life).collect(Collectors.toSet()));
        List<NameRule.Member> members = now.stream().map(Neighbour::member).toList();
        AtomicBoolean over = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Neighbour n : now) {
                String lines = HostsFileRule.lines(NameRule.beyondDns(n.record().networks(), members));
                Written before = written.getOrDefault(life(n), Written.NOTHING);
                if (!before.lines().equals(lines)) {
                    threads.execute(() -> {
                        Written after = write(n, lines, before);
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

    /** One life of a process: the kubelet writes the file anew for each. */
    private static String life(Neighbour n) {
        return n.record().id() + "/" + n.pod().uid() + "/" + n.pod().restartCount();
    }

    private Written write(Neighbour n, String lines, Written before) {
        room.acquireUninterruptibly();
        OptionalInt code;
        try {
            code = process.run(n.pod(), HostsFileRule.command(lines));
        } finally {
            room.release();
        }
        if (code.isEmpty() && before.failures() + 1 < ATTEMPTS) {
            return new Written(before.lines(), before.failures() + 1);
        }
        if (code.isEmpty() || code.getAsInt() != 0) {
            LOG.log(
                    before.lines().isEmpty() ? Level.INFO : Level.DEBUG,
                    "container {0} does not find others by names with an underscore or a dot: its /etc/hosts could not be"
                            + " written, which takes a shell in the image and root as its user",
                    n.record().name());
        }
        return new Written(lines, 0);
    }

    @Override
    public void close() {
        passes.close();
    }
}
