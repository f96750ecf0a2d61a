package io.d2k.domain.engine;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The end of a container that comes just as somebody works on its files: the process beside its own is refused or killed then,
 * a moment before the cluster tells why. To Docker's users there is no such moment, since files stay where they are.
 */
final class SuddenEnd {
    /** Nodes tell of an end within a second or two. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** What a process beside one that ends fails with. */
    private static final Set<ErrorKind> LOST = EnumSet.of(ErrorKind.CONFLICT, ErrorKind.UNAVAILABLE);

    private final ContainerLookup lookup;
    private final ContainerWatch watch;

    SuddenEnd(ContainerLookup lookup, ContainerWatch watch) {
        this.lookup = lookup;
        this.watch = watch;
    }

    /**
     * Works on the files of a container, and once more on what it has left if it ended meanwhile.
     *
     * @param work may be done twice
     */
    <T> T outlive(String ref, Function<ObservedContainer, T> work) {
        ObservedContainer container = lookup.require(ref);
        try {
            return work.apply(container);
        } catch (EngineException e) {
            if (!LOST.contains(e.kind()) || !comes(container)) {
                throw e;
            }
        }
        return work.apply(lookup.require(ref));
    }

    private boolean comes(ObservedContainer container) {
        Optional<PodObservation> before = FileSources.running(container);
        return before.isPresent()
                && watch.await(
                                container.record().id(),
                                LIMIT,
                                now -> now.flatMap(FileSources::running)
                                                .filter(pod -> same(pod, before.get()))
                                                .isPresent()
                                        ? Optional.empty()
                                        : Optional.of(true))
                        .isPresent();
    }

    private static boolean same(PodObservation pod, PodObservation before) {
        return pod.uid().equals(before.uid()) && pod.process().equals(before.process());
    }
}
