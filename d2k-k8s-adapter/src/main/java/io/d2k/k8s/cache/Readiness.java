package io.d2k.k8s.cache;

import io.d2k.domain.error.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether everything that reads rely on has been filled once; what was true stays true. */
public final class Readiness {
    private final List<CachedResource<?>> needed;
    private final CompletableFuture<Void> ready;

    /**
     * Makes one.
     *
     * @param needed what has to be filled
     * @param wished what is filled too, unless that fails
     * @param opening done once when all is filled, before anybody sees readiness
     */
    public Readiness(List<CachedResource<?>> needed, List<CachedResource<?>> wished, Runnable opening) {
        this.needed = List.copyOf(needed);
        this.ready = CompletableFuture.allOf(Stream.concat(
                                needed.stream().map(CachedResource::synced),
                                wished.stream().map(CachedResource::attempted))
                        .toArray(CompletableFuture<?>[]::new))
                .thenRun(opening);
    }

    /** Returns whether reads are possible. */
    public boolean now() {
        return ready.isDone() && !ready.isCompletedExceptionally();
    }

    /**
     * Throws unless reads are possible.
     *
     * @throws EngineException of kind {@code UNAVAILABLE}
     */
    public void require() {
        if (!now()) {
            throw EngineException.unavailable("d2k has not read the state of the cluster yet"
                    + trouble().map(text -> ": " + text).orElse(""));
        }
    }

    /** Waits until reads are possible; returns whether they are. */
    public boolean await(Duration atMost) {
        try {
            ready.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("opening failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns what keeps the memory from being up to date, nothing when all is well. */
    public Optional<String> trouble() {
        String text =
                needed.stream().flatMap(resource -> resource.trouble().stream()).collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
