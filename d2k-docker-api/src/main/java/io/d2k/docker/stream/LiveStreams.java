package io.d2k.docker.stream;

import io.d2k.domain.error.EngineException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open now. They may last for days, so that the server ends them itself when it stops. */
public final class LiveStreams implements AutoCloseable {
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Makes an empty set. */
    public LiveStreams() {}

    /**
     * Adds a stream.
     *
     * @param end ends it; may be called by any thread, more than once
     * @return takes it out again
     * @throws EngineException {@code UNAVAILABLE} when the server is stopping
     */
    public Entry add(Runnable end) {
        Entry entry = new Entry(end);
        entries.add(entry);
        if (closed) {
            entries.remove(entry);
            throw EngineException.unavailable("the server is shutting down");
        }
        return entry;
    }

    /** Returns how many streams are open. */
    public int count() {
        return entries.size();
    }

    /** Ends all streams; later ones are refused. */
    @Override
    public void close() {
        closed = true;
        entries.forEach(entry -> entry.end.run());
    }

    /** The place of one stream in the set. */
    public final class Entry implements AutoCloseable {
        private final Runnable end;

        private Entry(Runnable end) {
            this.end = end;
        }

        @Override
        public void close() {
            entries.remove(this);
        }
    }
}
