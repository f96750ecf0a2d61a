package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds the attachments that a change of a terminal's size is meant for. Forgotten ones vanish by themselves. The cluster
 * changes sizes through attachments alone, so where there is none, one is made for as long as it takes.
 */
final class OpenAttachments {
    private static final Logger LOG = System.getLogger(OpenAttachments.class.getName());

    private static final int HOLD_SECONDS = 5;

    private final PodProcesses processes;
    private final Map<String, List<WeakReference<AttachSession>>> sessions = new HashMap<>();

    OpenAttachments(PodProcesses processes) {
        this.processes = processes;
    }

    synchronized void add(String id, AttachSession session) {
        sessions.values().removeIf(list -> {
            list.removeIf(ref -> ref.get() == null || ref.get().isClosed());
            return list.isEmpty();
        });
        sessions.computeIfAbsent(id, k -> new ArrayList<>()).add(new WeakReference<>(session));
    }

    /** Returns whether there is any attachment to a container, or to its next run. */
    synchronized boolean any(String id) {
        return sessions.getOrDefault(id, List.of()).stream()
                .flatMap(ref -> Stream.ofNullable(ref.get()))
                .anyMatch(session -> !session.isClosed());
    }

    /** Returns an attachment that waits for the next run of a container, and leaves it to the caller to find that. */
    synchronized Optional<AttachSession> claim(String id) {
        return sessions.getOrDefault(id, List.of()).stream()
                .flatMap(ref -> Stream.ofNullable(ref.get()))
                .filter(AttachSession::claim)
                .findFirst();
    }

    /** Changes the size of the terminal of a container that runs; does nothing where there is none. */
    void resize(ObservedContainer container, TerminalSize size) {
        ContainerRecord record = container.record();
        if (record.spec().process().tty() && !passOn(record.id(), size)) {
            StateProjection.currentPod(container).ifPresent(pod -> resizeAlone(pod, size));
        }
    }

    private void resizeAlone(PodObservation pod, TerminalSize size) {
        ProcessSession session = processes.attach(pod, new Streams(false, true, false, true));
        try {
            session.resize(size);
        } catch (IOException e) {
            session.close();
            throw new EngineException(ErrorKind.INTERNAL, "the terminal could not be resized: " + e.getMessage(), e);
        }
        Thread.ofVirtual().name("resize").start(() -> hold(session));
    }

    /** The cluster tells nobody when it has done it, and forgets it when the attachment ends before. */
    private static void hold(ProcessSession session) {
        CompletableFuture.delayedExecutor(HOLD_SECONDS, TimeUnit.SECONDS).execute(session::close);
        try (session) {
            session.pump((stream, buffer, offset, length) -> {}); // left unread it would stop the process
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "an attachment broke off after a terminal was resized", e);
        }
    }

    private boolean passOn(String id, TerminalSize size) {
        List<WeakReference<AttachSession>> open;
        synchronized (this) {
            open = List.copyOf(sessions.getOrDefault(id, List.of()));
        }
        boolean found = false;
        for (WeakReference<AttachSession> ref : open) {
            AttachSession session = ref.get();
            if (session != null && !session.isClosed()) {
                found = true;
                try {
                    session.resize(size);
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "a terminal that is closing was not resized", e);
                }
            }
        }
        return found;
    }
}
