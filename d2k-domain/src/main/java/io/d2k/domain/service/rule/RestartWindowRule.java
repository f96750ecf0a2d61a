package io.d2k.domain.service.rule;

import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.Task;
import java.time.Instant;
import java.util.List;

/**
 * How many of a task's restarts count against {@code --restart-max-attempts}: with {@code --restart-window} those within
 * it before the end that is judged, as in swarmkit; all of them without.
 */
public final class RestartWindowRule {
    private RestartWindowRule() {}

    /**
     * Counts.
     *
     * @param last the task that has ended
     * @param tasks the tasks that are told of; of each place they are the last {@link TaskLedgerRule#history}
     * @return how many restarts count. All of them where the window reaches back beyond what is told of
     */
    public static int attempts(RestartCondition restart, Task last, List<Task> tasks) {
        if (restart.window().isZero()) {
            return last.run();
        }
        Instant from = last.status().at().minus(restart.window());
        List<Task> runs = tasks.stream()
                .filter(t -> t.place().equals(last.place()) && t.revision() == last.revision())
                .toList();
        int within = (int) runs.stream()
                .filter(t -> t.run() > 0 && t.created().isAfter(from))
                .count();
        boolean more = runs.stream().allMatch(t -> t.created().isAfter(from) && t.run() > 1);
        return more ? last.run() : within;
    }
}
