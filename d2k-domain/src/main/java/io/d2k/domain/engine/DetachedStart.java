package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds out whether a process that nobody attaches to has begun. Kubernetes tells only of ends, so the process says so
 * itself, by the sign of {@link ExecCommandRule#announced}; what comes in its place are the words of why not.
 */
final class DetachedStart implements OutputSink {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** More than any runtime has to say, in bytes. */
    private static final int MOST_WORDS = 4096;

    private final ByteArrayOutputStream words = new ByteArrayOutputStream();
    /** Why it could not be begun, once that is known; nothing when it could. */
    private final CompletableFuture<Optional<String>> failure = new CompletableFuture<>();

    @Override
    public void write(StdStream stream, byte[] buffer, int offset, int length) {
        if (failure.isDone()) {
            return;
        }
        if (words.size() == 0 && length > 0 && buffer[offset] == 0) {
            failure.complete(Optional.empty());
        } else if (words.size() < MOST_WORDS) {
            words.write(buffer, offset, length);
        }
    }

    /**
     * Takes the end of the process; to be called after its last output.
     *
     * @param code its exit code, where known
     * @return whether it had begun
     */
    boolean ended(OptionalInt code) {
        boolean cannot = code.equals(OptionalInt.of(ExecCommandRule.CANNOT_START)) && words.size() > 0;
        failure.complete(
                cannot ? Optional.of(words.toString(StandardCharsets.UTF_8).strip()) : Optional.empty());
        return failure.join().isEmpty();
    }

    /**
     * Waits until it is known whether the process has begun. One of which nothing is heard for 10 s counts as begun.
     *
     * @return why it could not be begun; nothing when it could
     */
    Optional<String> await() {
        try {
            return failure.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // its end will tell
        }
        failure.complete(Optional.empty());
        return failure.join();
    }
}
