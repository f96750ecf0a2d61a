package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodObservation.Gate;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Lets processes go whose start has come to no end, since the d2k that held them back was ended itself. Where it was attached
 * already, the end of its connection was the end of the shell's input, which is as good as the word.
 */
final class AbandonedGates {
    private static final Logger LOG = System.getLogger(AbandonedGates.class.getName());
    private static final Streams INPUT = new Streams(true, false, false, false);
    private static final Streams TERMINAL = new Streams(true, true, false, true);
    private static final byte[] LINE = {'\n'};
    /** Input that comes to a terminal in the last moment of an attachment may be lost. */
    private static final Duration HOLD = Duration.ofSeconds(5);

    /** Far longer than it takes whoever holds a process back to let it go. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ContainerStore store;
    private final PodLogs logs;
    private final PodProcesses processes;
    private final Duration patience;
    private final Set<String> looked = ConcurrentHashMap.newKeySet();

    /**
     * Makes one.
     *
     * @param logs with all that nodes have
     * @param patience how long whoever holds a process back has to let it go
     */
    AbandonedGates(ContainerStore store, PodLogs logs, PodProcesses processes, Duration patience) {
        this.store = store;
        this.logs = logs;
        this.processes = processes;
        this.patience = patience;
    }

    /** Looks at a pod that nobody here starts. */
    void seen(ContainerRecord record, PodObservation pod) {
        boolean held = shut(pod) && pod.process() instanceof ProcessState.Running;
        if (held && looked.add(pod.uid())) {
            CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                    .execute(() ->
                            look(record.id(), pod.uid(), record.spec().process().tty()));
        }
    }

    private static boolean shut(PodObservation pod) {
        return pod.gate() == Gate.SHUT || pod.gate() == Gate.REACHED;
    }

    private void look(String id, String uid, boolean tty) {
        looked.remove(uid);
        Optional<PodObservation> pod = store.find(id).stream()
                .flatMap(c -> c.pods().stream())
                .filter(p -> p.uid().equals(uid) && shut(p) && p.process() instanceof ProcessState.Running)
                .findFirst();
        try {
            int missing = pod.isPresent() ? missing(pod.get(), tty) : 0;
            if (missing > 0) {
                LOG.log(
                        Level.INFO,
                        "the process of pod {0} was held back by a d2k that has gone, and begins now",
                        pod.get().name());
                if (tty) {
                    let(pod.get(), missing);
                } else {
                    let(pod.get());
                }
            }
        } catch (EngineException | IOException e) {
            LOG.log(Level.WARNING, "the process of pod " + pod.get().name() + " may be held back still", e);
        }
    }

    /**
     * Returns how many lines the shell waits for still. Once it has printed the mark, if that is not lost by now, somebody
     * has been attached; but the input of a terminal does not end with that, and each line that it got has left its echo.
     */
    private int missing(PodObservation pod, boolean tty) throws IOException {
        try (LogReader log = logs.open(pod, PodLogs.Request.ALL)) {
            Optional<LogLine> first = log.next();
            if (first.isEmpty()) {
                return 2;
            }
            return tty && OutputGateRule.echoes(first.get()) && log.next().isEmpty() ? 1 : 0;
        }
    }

    private void let(PodObservation pod, int lines) throws IOException {
        ProcessSession session = processes.attach(pod, TERMINAL);
        CompletableFuture.delayedExecutor(HOLD.toMillis(), TimeUnit.MILLISECONDS)
                .execute(session::close);
        try (session) {
            for (int i = 0; i < lines; i++) {
                session.write(LINE, 0, LINE.length);
            }
            session.pump((stream, buffer, offset, length) -> {}); // left unread it would stop the process
        }
    }

    private void let(PodObservation pod) throws IOException {
        try (ProcessSession session = processes.attach(pod, INPUT)) {
            session.closeInput();
            session.pump((stream, buffer, offset, length) -> {});
        }
    }
}
