package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.ServiceSamples;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import io.d2k.domain.service.UpdateConfig;
import io.d2k.domain.service.UpdateStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTurnRuleTest {
    private static final List<String> PLACES = List.of("1", "2", "3");

    private static Task task(int slot, int revision, TaskState state, long since) {
        return new Task(
                "t" + slot + revision,
                slot,
                "p" + slot + revision,
                "pod",
                0,
                "n1",
                Observed.at(since),
                revision,
                TaskStatus.of(state, Observed.at(since), ""),
                TaskState.RUNNING);
    }

    /** Three tasks of the first form, with what has followed them. */
    private static List<Task> tasks(Task... fresh) {
        Set<Integer> followed = new TreeSet<>();
        Stream.of(fresh).forEach(t -> followed.add(t.slot()));
        Stream<Task> old = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> task(i, 1, followed.contains(i) ? TaskState.SHUTDOWN : TaskState.RUNNING, 0));
        return Stream.concat(old, Stream.of(fresh)).toList();
    }

    private static ServiceRecord record(ServiceMode mode, long parallelism, long delay) {
        var config = new UpdateConfig(parallelism, Duration.ofSeconds(delay), "pause", Duration.ofSeconds(5), 0, false);
        ServiceSamples service = web().mode(mode).update(config);
        ServiceRecord before = service.form("{1}").record("s1");
        return service.form("{2}").after(before, 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 |  0 | none      | [1]
            2 |  0 | none      | [1, 2]
            0 |  0 | none      | [1, 2, 3]
            1 |  0 | starting  | []
            2 |  0 | starting  | [2]
            1 |  0 | running   | [2]
            1 | 30 | running   | []
            1 |  5 | running   | [2]
            1 |  0 | failed    | [2]
            """)
    void noMoreAtATimeThanAsked(long parallelism, long delay, String first, String turns) {
        List<Task> tasks = switch (first) {
            case "none" -> tasks();
            case "starting" -> tasks(task(1, 2, TaskState.STARTING, 10));
            case "running" -> tasks(task(1, 2, TaskState.RUNNING, 10));
            default -> tasks(task(1, 2, TaskState.FAILED, 10));
        };
        ServiceRecord record = record(new ServiceMode.Replicated(3), parallelism, delay);

        var found = TaskTurnRule.of(record, PLACES, tasks, Observed.at(20));

        assertEquals(turns, new TreeSet<>(found.places()).toString());
        assertEquals(delay == 30 ? Optional.of(Observed.at(40)) : Optional.empty(), found.next());
    }

    @Test
    void placesWhereNothingRunsAreFirst() {
        ServiceRecord record = record(new ServiceMode.Replicated(3), 1, 0);
        List<Task> tasks = List.of(
                task(1, 1, TaskState.RUNNING, 0), task(2, 1, TaskState.SHUTDOWN, 0), task(3, 1, TaskState.RUNNING, 0));

        assertEquals(
                Set.of("2"),
                TaskTurnRule.of(record, PLACES, tasks, Observed.at(20)).places());
    }

    @Test
    void anOldTaskThatStaysBesideAFailureHoldsNobodyBack() {
        ServiceRecord record = record(new ServiceMode.Replicated(3), 1, 0);
        List<Task> tasks = List.of(
                task(1, 1, TaskState.RUNNING, 0),
                task(1, 2, TaskState.REJECTED, 10),
                task(2, 1, TaskState.RUNNING, 0),
                task(3, 1, TaskState.RUNNING, 0));

        assertEquals(
                Set.of("2"),
                TaskTurnRule.of(record, PLACES, tasks, Observed.at(20)).places());
    }

    @Test
    void nobodyMakesRoomWhileTheUpdateIsPaused() {
        ServiceRecord updating = record(new ServiceMode.Replicated(3), 0, 0);
        ServiceRecord paused = updating.withStatus(updating.status().map((UpdateStatus s) -> s.pause("t12")));

        assertEquals(
                Set.of(),
                TaskTurnRule.of(paused, PLACES, tasks(), Observed.at(20)).places());
    }

    @Test
    void jobsRunAnewAllAtOnce() {
        ServiceRecord record = record(new ServiceMode.ReplicatedJob(3, 3), 1, 60);

        assertEquals(
                Set.copyOf(PLACES),
                TaskTurnRule.of(record, PLACES, tasks(), Observed.at(20)).places());
    }

    @Test
    void newPlacesAreNobodysTurn() {
        ServiceRecord record = record(new ServiceMode.Replicated(3), 1, 0);

        assertEquals(
                Set.of(),
                TaskTurnRule.of(record, PLACES, List.of(), Observed.at(20)).places());
    }
}
