package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.ended;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Warnings;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.projection.TaskStateProjection;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartWindowRuleTest {
    private static RestartCondition condition(long attempts, long window) {
        return new RestartCondition(
                RestartCondition.When.ON_FAILURE, Duration.ZERO, attempts, Duration.ofSeconds(window));
    }

    /** The run of a slot that began every ten seconds and failed after five. */
    private static Task run(int slot, int run, int revision) {
        return new Task(
                slot + "/" + run,
                slot,
                "p" + run,
                "p" + run,
                run,
                "n1",
                at(run * 10L),
                revision,
                TaskStateProjection.ended(ended(1, run * 10L, run * 10L + 5)),
                TaskState.SHUTDOWN);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # window, last run, oldest run that is told of, restarts that count
            0,        4,        0,                          4
            3600,     0,        0,                          0
            3600,     4,        0,                          4
            6,        4,        0,                          1
            5,        4,        0,                          0
            26,       4,        0,                          3
            26,       9,        5,                          3
            3600,     9,        5,                          9
            """)
    void restartsWithinTheWindowCount(long window, int last, int oldest, int expected) {
        List<Task> told =
                IntStream.rangeClosed(oldest, last).mapToObj(r -> run(1, r, 1)).toList();

        assertEquals(expected, RestartWindowRule.attempts(condition(3, window), run(1, last, 1), told));
    }

    @Test
    void restartsOfOtherPlacesAndFormsDoNotCount() {
        List<Task> told = List.of(run(2, 1, 1), run(1, 1, 2), run(1, 0, 1), run(1, 1, 1));

        assertEquals(1, RestartWindowRule.attempts(condition(3, 60), run(1, 1, 1), told));
    }

    @ParameterizedTest
    @CsvSource({"0, 60, 0", "3, 60, 0", "24, 60, 0", "25, 60, 1", "25, 0, 0"})
    void windowWithMoreAttemptsThanTasksAreKnownIsToldOf(long attempts, long window, int warnings) {
        Warnings heard = new Warnings();
        TaskPlanRule.judge(condition(attempts, window), heard);

        assertEquals(warnings, heard.list().size());
    }
}
