package io.d2k.domain.engine;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.time.Duration;
import java.util.Optional;

/** Asks a container whose process may have ended already: its node knows of that a moment before d2k does. */
final class JustEnded {
    private static final Duration MOMENT = Duration.ofSeconds(5);

    private final ContainerWatch watch;

    JustEnded(ContainerWatch watch) {
        this.watch = watch;
    }

    /** What is asked; of what runs it fails with a conflict where the node knows of no process. */
    interface Question<T, E extends Exception> {
        T of(ObservedContainer container) throws E;
    }

    /** Returns the answer: of the container that does not run any more, where that turns out to be so. */
    <T, E extends Exception> T ask(ObservedContainer container, Question<T, E> question) throws E {
        try {
            return question.of(container);
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.CONFLICT || FileSources.running(container).isEmpty()) {
                throw e;
            }
            Optional<ObservedContainer> ended = watch.await(
                    container.record().id(),
                    MOMENT,
                    now -> now.filter(c -> FileSources.running(c).isEmpty()));
            return question.of(ended.orElseThrow(() -> e));
        }
    }
}
