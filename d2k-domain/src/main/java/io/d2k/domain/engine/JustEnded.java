package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.rule.TopRule;
import io.d2k.domain.engine.ContainerWatch.Pending;
import io.d2k.domain.port.out.PodProcesses;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tells whether what seems to run has ended a moment ago. Its node knows at once and the cluster a second later, and whoever
 * runs something brief and removes it ({@code docker run -d busybox true}) does both within that second.
 */
final class JustEnded {
    /** Nodes tell of an end within a second or two. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final List<String> NOTHING = List.of(ExecCommandRule.SHELL, "-c", ":", TopRule.OWN_GUARD);
    private static final int TAKEN_DOWN = 128 + 9;

    private final BriefProcess process;
    private final RunEnds ends;

    JustEnded(PodProcesses processes, RunEnds ends) {
        this.process = new BriefProcess(processes);
        this.ends = ends;
    }

    /** Returns whether a container that seems to run has ended for good; its end has been seen and told of then. */
    boolean test(ObservedContainer container) {
        ContainerRecord record = container.record();
        return FileSources.running(container)
                .filter(pod -> !record.spec().restart().restarts())
                .filter(this::refusesOthers)
                .map(pod -> told(record, pod))
                .orElse(false);
    }

    /** An image without a shell refuses, too, but by a code of its own. */
    private boolean refusesOthers(PodObservation pod) {
        OptionalInt code = process.run(pod, NOTHING, LIMIT);
        return code.isEmpty() || code.getAsInt() == TAKEN_DOWN;
    }

    private boolean told(ContainerRecord record, PodObservation pod) {
        try (Pending<RunEnds.Over> end = ends.watchEnd(record, pod)) {
            Optional<RunEnds.Over> over = ContainerWatch.await(end, LIMIT);
            over.ifPresent(o -> ends.tell(o, pod));
            return over.isPresent();
        }
    }
}
