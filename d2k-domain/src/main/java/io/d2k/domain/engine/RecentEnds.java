package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PendingWait;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How containers ended that were removed at their end a moment ago. The Docker Engine takes that moment to clear them
 * away, so that a client which starts a brief process with {@code --rm} and then waits for it still learns of its end.
 */
final class RecentEnds {
    /** Longer than a client takes between its start and its wait; shorter than anybody looks whether it has gone. */
    private static final Duration KEPT = Duration.ofSeconds(1);

    private record End(Instant at, String id, String name, int exitCode) {}

    private final Clock clock;
    private final Deque<End> ends = new ArrayDeque<>();

    RecentEnds(Clock clock) {
        this.clock = clock;
    }

    /** Remembers an end. */
    synchronized void add(ContainerRecord record, int exitCode) {
        forgetOld();
        ends.addFirst(new End(clock.instant(), record.id(), record.name(), exitCode));
    }

    /** Returns a wait that is over for a container, by its name or its ID, that was removed a moment ago. */
    synchronized Optional<PendingWait> find(String ref) {
        forgetOld();
        String name = ref.startsWith("/") ? ref.substring(1) : ref;
        return ends.stream()
                .filter(e -> e.name().equals(name) || (!ref.isEmpty() && e.id().startsWith(ref)))
                .findFirst()
                .map(e -> new Over(new PendingWait.Result(e.exitCode(), "")));
    }

    private void forgetOld() {
        Instant oldest = clock.instant().minus(KEPT);
        ends.removeIf(e -> e.at().isBefore(oldest));
    }

    private record Over(PendingWait.Result await) implements PendingWait {
        @Override
        public void close() {
            // nothing waits
        }
    }
}
