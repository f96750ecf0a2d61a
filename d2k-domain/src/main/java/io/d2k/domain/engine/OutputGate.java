package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/** Holds the process of one start back until the client that waits for its output is attached to it. */
final class OutputGate {
    private static final Logger LOG = System.getLogger(OutputGate.class.getName());
    private static final Streams STREAMS = new Streams(true, true, true, false);
    private static final Streams TERMINAL = new Streams(true, true, false, true);
    /** The client's input comes by another attachment, whose end is its end; but for a terminal, whose input has none. */
    private static final Streams INPUT = new Streams(true, false, false, false);

    private static final byte[] LINE = {'\n'};

    /** The shell answers at once; where it is not heard for this time it is listened to nonetheless. */
    private static final Duration ANSWER = Duration.ofSeconds(2);
    /** So long a node may take to tell of the end of a process. */
    private static final Duration NEWS = Duration.ofSeconds(5);

    private final ContainerStore store;
    private final ContainerWatch watch;
    private final PodLogs logs;
    private final PodProcesses processes;
    private final ContainerRecord record;
    private final Optional<AttachSession> client;
    private final Runnable forbidden;

    /**
     * Makes one.
     *
     * @param logs with all that nodes have
     * @param client waits for the next run, and leaves it to this to find it; nothing where nothing is held back for it
     * @param forbidden is run where the cluster lets nobody attach
     */
    OutputGate(
            ContainerStore store,
            ContainerWatch watch,
            PodLogs logs,
            PodProcesses processes,
            ContainerRecord record,
            Optional<AttachSession> client,
            Runnable forbidden) {
        this.store = store;
        this.watch = watch;
        this.logs = logs;
        this.processes = processes;
        this.record = record;
        this.client = client;
        this.forbidden = forbidden;
    }

    /**
     * Returns what is run in place of the container's command.
     *
     * @param layer the files of the run before
     */
    Entry entry(Optional<KeptLayer> layer) {
        return OutputGateRule.entry(record, client.isPresent(), layer);
    }

    /**
     * Lets the process begin, once the client is attached.
     *
     * @return what came of it; a failure of a pod that has to make room for one without a gate, where the process cannot be
     *     held back
     */
    StartOutcome pass(StartOutcome outcome) {
        return outcome instanceof StartOutcome.Started started && client.isPresent()
                ? open(started, client.get())
                : outcome;
    }

    private StartOutcome open(StartOutcome.Started started, AttachSession receiver) {
        PodObservation pod = started.pod();
        String why;
        try {
            if (pod.process() instanceof ProcessState.Ended || let(pod, receiver)) {
                store.begun(pod);
                // the node may have told more by now, as of the steps before the process
                Optional<PodObservation> now = find(store.find(record.id()), pod);
                return new StartOutcome.Started(started.record(), now.orElse(pod));
            }
            why = "it ended before";
        } catch (EngineException | IOException e) {
            LOG.log(Level.DEBUG, "a process was not let go", e);
            why = String.valueOf(e.getMessage());
            if (e instanceof EngineException refusal && refusal.kind() == ErrorKind.FORBIDDEN) {
                forbidden.run();
                return outOfReach(pod, why);
            }
        }
        // it was ended by somebody, or there is nothing to run, or it is out of reach
        Optional<PodObservation> end = watch.await(
                record.id(),
                NEWS,
                now -> find(now, pod)
                        .filter(p -> p.process() instanceof ProcessState.Ended
                                || p.ungated().isPresent()));
        if (end.filter(p -> p.ungated().isEmpty()).isPresent()) {
            return new StartOutcome.Started(started.record(), end.get());
        }
        return end.map(OutputGate::failed).orElse(outOfReach(pod, why));
    }

    private static StartOutcome.Failed outOfReach(PodObservation pod, String why) {
        return failed(pod.withEnds(new ProcessState.Waiting(ProcessState.UNGATED, why), pod.lastEnded()));
    }

    private static StartOutcome.Failed failed(PodObservation pod) {
        return new StartOutcome.Failed(StartFailure.of(pod).orElseThrow(), Optional.of(pod), ErrorKind.INTERNAL);
    }

    private static Optional<PodObservation> find(Optional<ObservedContainer> container, PodObservation pod) {
        return container.stream()
                .flatMap(c -> c.pods().stream())
                .filter(p -> p.uid().equals(pod.uid()))
                .findFirst();
    }

    /** Returns whether the shell has become the command. */
    private boolean let(PodObservation pod, AttachSession receiver) throws IOException {
        boolean tty = receiver.tty();
        ProcessSession session = processes.attach(pod, tty ? TERMINAL : STREAMS);
        HeldOutput output = new HeldOutput(logs, pod, session, tty);
        Optional<ProcessSession> input = Optional.empty();
        boolean open = false;
        try {
            session.write(LINE, 0, LINE.length);
            if (output.awaitMark(ANSWER)) {
                // the word goes before the client's input, and so by the same way
                input = receiver.feeds() && !tty ? Optional.of(processes.attach(pod, INPUT)) : Optional.empty();
                boolean taken = receiver.take(pod, output);
                input.orElse(session).write(LINE, 0, LINE.length);
                input.ifPresent(receiver::feed);
                if (tty) {
                    receiver.connect(session);
                }
                open = true;
                if (!taken) {
                    output.close();
                }
            }
            return open;
        } finally {
            if (!open) {
                output.close();
                input.ifPresent(ProcessSession::close);
            }
        }
    }

    /** Returns whether somebody waits for the output, and so for what comes before the process. */
    boolean attended() {
        return client.isPresent();
    }

    /** Leaves it to the client again to find its run. */
    void withdraw() {
        client.ifPresent(c -> c.free(store.find(record.id())));
    }
}
