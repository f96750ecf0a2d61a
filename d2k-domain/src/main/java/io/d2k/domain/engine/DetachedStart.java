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
 * itself, by the sign of {@link ExecCommandRule#announced}; what comes in its place are the words of why not. One that runs
 * without a shell says nothing: what cannot be begun ends at once.
 */
final class DetachedStart implements OutputSink {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** Nodes were seen to tell within 0.2 s of what cannot be begun. */
    private static final Duration LONGEST_ALONE = Duration.ofSeconds(1);
    /** More than any runtime has to say, in bytes. */
    private static final int MOST_WORDS = 4096;

    private final boolean announced;
    private final ByteArrayOutputStream words = new ByteArrayOutputStream();
    /** Why it could not be begun, once that is known; nothing when it could. */
    private final CompletableFuture<Optional<String>> failure = new CompletableFuture<>();

    private DetachedStart(boolean announced) {
        this.announced = announced;
    }

    /** Of a process that says that it begins. */
    static DetachedStart announced() {
        return new DetachedStart(true);
    }

    /** Of a process that runs by itself. */
    static DetachedStart alone() {
        return new DetachedStart(false);
    }

    @Override
    public void write(StdStream stream, byte[] buffer, int offset, int length) {
        if (failure.isDone()) {
            return;
        }
        if (announced && words.size() == 0 && length > 0 && buffer[offset] == 0) {
            failure.complete(Optional.empty());
        } else if (words.size() < MOST_WORDS) {
            words.write(buffer, offset, length);
        }
    }

    /**
     * Takes the end of the process; to be called after its last output.
     *
     * @param begun whether it had begun as far as its node knows
     * @param code its exit code, where known
     * @return whether it had begun
     */
    boolean ended(boolean begun, OptionalInt code) {
        boolean told = announced && code.equals(OptionalInt.of(ExecCommandRule.CANNOT_START)) && words.size() > 0;
        failure.complete(
                told || !begun
                        ? Optional.of(words.toString(StandardCharsets.UTF_8).strip())
                        : Optional.empty());
        return failure.join().isEmpty();
    }

    /**
     * Waits until it is known whether the process has begun. One of which nothing is heard for 10 s, or 1 s where it runs by
     * itself, counts as begun.
     *
     * @return why it could not be begun; nothing when it could
     */
    Optional<String> await() {
        try {
            return failure.get((announced ? LONGEST : LONGEST_ALONE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // its end will tell
        }
        failure.complete(Optional.empty());
        return failure.join();
    }
}
