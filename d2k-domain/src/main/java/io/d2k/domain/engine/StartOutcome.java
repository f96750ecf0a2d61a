package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of a start. */
sealed interface StartOutcome {
    /** The code of a start that failed for a reason which is not the command's. */
    int OTHER_FAILURE = LastRun.UNCLASSED_FAILURE;

    /** The process runs, or has run. */
    record Started(ContainerRecord record, PodObservation pod) implements StartOutcome {}

    /** It cannot run. */
    record Failed(StartFailure failure, Optional<PodObservation> pod, ErrorKind kind) implements StartOutcome {
        /** Returns why the steps before the process cannot be done, where that is for want of a shell in the image. */
        Optional<String> unprepared() {
            return pod.flatMap(PodObservation::unprepared);
        }

        /** Returns why the process could not be held back, where that is what keeps it from starting. */
        Optional<String> ungated() {
            return pod.flatMap(PodObservation::ungated);
        }

        /** Returns whether the cluster had no place for the pod, or did not get it to run in time. */
        boolean unplaced() {
            return kind == ErrorKind.UNAVAILABLE || kind == ErrorKind.FORBIDDEN && pod.isEmpty();
        }

        /** Returns it as the answer to the client. */
        EngineException exception() {
            return new EngineException(kind, failure.message());
        }
    }

    /** Returns the outcome where the cluster refuses. */
    static Failed refused(EngineException e) {
        return new Failed(new StartFailure(e.getMessage(), OTHER_FAILURE, false), Optional.empty(), e.kind());
    }

    /**
     * Judges the state.
     *
     * @param stale whether the cluster had a problem with the container before, so that one told now may be that
     */
    static Optional<StartOutcome> judge(Optional<ObservedContainer> now, Set<String> old, boolean stale) {
        if (now.isEmpty()) {
            return Optional.of(new Failed(
                    new StartFailure("the container was removed while it started", OTHER_FAILURE, false),
                    Optional.empty(),
                    ErrorKind.CONFLICT));
        }
        Optional<PodObservation> fresh =
                now.get().pods().stream().filter(p -> !old.contains(p.uid())).findFirst();
        if (fresh.isEmpty()) {
            String problem = now.get().problem();
            return stale || problem.isEmpty() || !now.get().record().wanted()
                    ? Optional.empty()
                    : Optional.of(new Failed(
                            new StartFailure(problem, OTHER_FAILURE, false), Optional.empty(), ErrorKind.FORBIDDEN));
        }
        PodObservation pod = fresh.get();
        Optional<StartFailure> failure = StartFailure.of(pod);
        if (failure.isPresent()) {
            return Optional.of(new Failed(failure.get(), fresh, kindOf(failure.get())));
        }
        return pod.begun() ? Optional.of(new Started(now.get().record(), pod)) : Optional.empty();
    }

    private static ErrorKind kindOf(StartFailure failure) {
        if (failure.imageMissing()) {
            return ErrorKind.NOT_FOUND;
        }
        // a command that is missing or may not run is the caller's mistake, as in moby's translateContainerdStartErr
        return failure.exitCode() == OTHER_FAILURE ? ErrorKind.INTERNAL : ErrorKind.INVALID;
    }

    /** Returns what it is when the time is over. */
    static StartOutcome timedOut(Optional<ObservedContainer> now, Set<String> old, Duration limit) {
        Optional<PodObservation> pod = now.flatMap(
                c -> c.pods().stream().filter(p -> !old.contains(p.uid())).findFirst());
        String problem =
                now.map(ObservedContainer::problem).filter(p -> !p.isEmpty()).orElse("no pod was made");
        String why = pod.map(StartOutcome::reason).orElse(problem);
        return new Failed(
                new StartFailure(
                        "the container did not start within " + limit.toSeconds() + " s" + ": " + why,
                        OTHER_FAILURE,
                        false),
                pod,
                ErrorKind.UNAVAILABLE);
    }

    /** Returns why a pod does not run yet, as far as the cluster says. */
    static String reason(PodObservation pod) {
        if (!pod.unschedulable().isEmpty()) {
            return pod.unschedulable();
        }
        if (pod.process() instanceof ProcessState.Waiting w && !(w.reason() + w.message()).isEmpty()) {
            return Stream.of(w.reason(), w.message()).filter(t -> !t.isEmpty()).collect(Collectors.joining(": "));
        }
        return pod.message().isEmpty() ? "pod is " + pod.phase() : pod.message();
    }
}
