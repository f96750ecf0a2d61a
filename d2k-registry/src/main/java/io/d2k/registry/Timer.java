package io.d2k.registry;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ends what takes longer than it may; closing it in time calls that off. */
final class Timer implements AutoCloseable {
    private final CompletableFuture<Boolean> late;
    private final CompletableFuture<Void> ended;

    /**
     * Starts the time.
     *
     * @param end what is closed when the deadline has come
     */
    Timer(Deadline deadline, Closeable end) {
        late = new CompletableFuture<Boolean>()
                .completeOnTimeout(true, deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        ended = late.thenAcceptAsync(over -> {
            if (over) {
                end(end);
            }
        });
    }

    private static void end(Closeable end) {
        try {
            end.close();
        } catch (IOException e) {
            // whoever reads from it learns of it
        }
    }

    @Override
    public void close() {
        late.complete(false);
        ended.cancel(false);
    }
}
