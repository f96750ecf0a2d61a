package io.d2k.domain.engine;

import io.d2k.domain.exec.TerminalSize;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the attachments that a change of a terminal's size is meant for. Forgotten ones vanish by themselves. */
final class OpenAttachments {
    private static final Logger LOG = System.getLogger(OpenAttachments.class.getName());

    private final Map<String, List<WeakReference<AttachSession>>> sessions = new HashMap<>();

    synchronized void add(String id, AttachSession session) {
        sessions.values().removeIf(list -> {
            list.removeIf(ref -> ref.get() == null || ref.get().isClosed());
            return list.isEmpty();
        });
        sessions.computeIfAbsent(id, k -> new ArrayList<>()).add(new WeakReference<>(session));
    }

    void resize(String id, TerminalSize size) {
        List<WeakReference<AttachSession>> open;
        synchronized (this) {
            open = List.copyOf(sessions.getOrDefault(id, List.of()));
        }
        for (WeakReference<AttachSession> ref : open) {
            AttachSession session = ref.get();
            if (session != null && !session.isClosed()) {
                try {
                    session.resize(size);
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "a terminal that is closing was not resized", e);
                }
            }
        }
    }
}
