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
    private final KeptLayers layers;
    /** Images that turned out to have no shell. */
    private final ImageMemory bare = new ImageMemory();
    /** Whether the cluster has let d2k attach to nothing. */
    private volatile boolean forbidden;

    OutputGates(
            ContainerStore store,
            ContainerWatch watch,
            PodLogs logs,
            PodProcesses processes,
            OpenAttachments attachments,
            KeptLayers layers) {
        this.store = store;
        this.watch = watch;
        this.logs = logs;
        this.processes = processes;
        this.attachments = attachments;
        this.layers = layers;
    }

    /** Returns the gate of the next start of a container; nothing where nobody waits, or it cannot have one. */
    Optional<OutputGate> atStart(ContainerRecord record) {
        if (!OutputGateRule.holds(record) || bare.knows(record.spec().image(), record.image())) {
            return Optional.empty();
        }
        Optional<AttachSession> client = forbidden ? Optional.empty() : attachments.claim(record.id());
        // a terminal that nobody can be held back for has the environment of an engine nonetheless, and so has what
        // surely
        // can begin by the shell, which can tell then where its files lie
        boolean begins = client.isPresent()
                || record.spec().process().tty() && attachments.any(record.id())
                || layers.byShell(record);
        return begins ? Optional.of(gate(record, client)) : Optional.empty();
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
