package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.event.EngineEvent;
import io.d2k.domain.event.EventFilterRule;
import io.d2k.domain.port.in.Events;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Events of this process: the last ones are remembered as dockerd remembers them, and open streams get each new one. A
 * stream whose client is too slow is ended rather than let memory grow.
 */
public final class EventLog implements Events {
    private static final int REMEMBERED = 1024;
    private static final int QUEUE = 4096;
    private static final Entry END = new Entry(Optional.empty());

    private final Clock clock;
    private final Deque<EngineEvent> past = new ArrayDeque<>();
    private final List<Stream> streams = new ArrayList<>();

    /** Makes an empty log. */
    public EventLog(Clock clock) {
        this.clock = clock;
    }

    /** Records an event that happens now. */
    void publish(String type, String action, String actorId, Map<String, String> attributes) {
        synchronized (this) {
            EngineEvent event = new EngineEvent(type, action, actorId, attributes, clock.instant());
            past.addLast(event);
            if (past.size() > REMEMBERED) {
                past.removeFirst();
            }
            streams.forEach(s -> s.offer(event));
        }
    }

    /** Records that unused objects were removed; the cluster does not tell how much room that made. */
    void pruned(String type) {
        publish(type, "prune", "", Map.of("reclaimed", "0"));
    }

    @Override
    public EventStream open(Optional<Instant> since, Optional<Instant> until, Filters filters) {
        Stream stream = new Stream(until, filters);
        synchronized (this) {
            if (since.isPresent() || until.isPresent()) {
                Instant from = since.orElse(Instant.MIN);
                past.stream().filter(e -> !e.time().isBefore(from)).forEach(stream::offer);
            }
            streams.add(stream);
        }
        return stream;
    }

    /** What waits in a stream: an event, or its end. */
    private record Entry(Optional<EngineEvent> event) {}

    private final class Stream implements EventStream {
        private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>(QUEUE);
        private final Optional<Instant> until;
        private final Filters filters;
        private volatile boolean closed;

        Stream(Optional<Instant> until, Filters filters) {
            this.until = until;
            this.filters = filters;
        }

        void offer(EngineEvent event) {
            boolean late = until.filter(event.time()::isAfter).isPresent();
            if (!late && EventFilterRule.matches(filters, event) && !queue.offer(new Entry(Optional.of(event)))) {
                closed = true;
            }
        }

        @Override
        public Optional<EngineEvent> next() throws InterruptedException {
            Entry event;
            if (closed) {
                event = END;
            } else if (until.isPresent()) {
                Duration left = Duration.between(clock.instant(), until.get());
                event = left.isNegative() ? queue.poll() : queue.poll(left.toNanos(), TimeUnit.NANOSECONDS);
            } else {
                event = queue.take();
            }
            return Optional.ofNullable(event).flatMap(Entry::event);
        }

        @Override
        public void close() {
            synchronized (EventLog.this) {
                streams.remove(this);
            }
            closed = true;
            // wakes a waiting reader; a full queue has none
            boolean woken = queue.offer(END);
            assert woken || !queue.isEmpty();
        }
    }
}
