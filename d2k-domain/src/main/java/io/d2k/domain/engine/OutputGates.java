package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PodProcesses;
import java.util.Optional;

/** Decides at each start whether the process is held back until a client that waits for its output is attached. */
final class OutputGates {
    private final ContainerStore store;
    private final ContainerWatch watch;
    private final PodLogs logs;
    private final PodProcesses processes;
    private final OpenAttachments attachments;
    /** Images that turned out to have no shell. */
    private final ImageMemory bare = new ImageMemory();
    /** Whether the cluster has let d2k attach to nothing. */
    private volatile boolean forbidden;

    OutputGates(
            ContainerStore store,
            ContainerWatch watch,
            PodLogs logs,
            PodProcesses processes,
            OpenAttachments attachments) {
        this.store = store;
        this.watch = watch;
        this.logs = logs;
        this.processes = processes;
        this.attachments = attachments;
    }

    /** Returns the gate of the next start of a container; nothing where nobody waits, or it cannot have one. */
    Optional<OutputGate> atStart(ContainerRecord record) {
        if (!OutputGateRule.holds(record) || bare.knows(record.spec().image(), record.image())) {
            return Optional.empty();
        }
        if (record.spec().process().tty()) {
            // a terminal's echo would have to be told from the output; what it shows first comes from the log
            return attachments.any(record.id()) ? Optional.of(gate(record, Optional.empty())) : Optional.empty();
        }
        if (forbidden) {
            return Optional.empty();
        }
        return attachments.claim(record.id()).map(client -> gate(record, Optional.of(client)));
    }

    private OutputGate gate(ContainerRecord record, Optional<AttachSession> client) {
        return new OutputGate(store, watch, logs, processes, record, client, () -> forbidden = true);
    }

    /** Learns that a process could not be held back. */
    void learn(ContainerRecord record, String why) {
        if (why.contains(ExecCommandRule.SHELL)) {
            bare.learn(record.spec().image(), record.image());
        }
    }
}
