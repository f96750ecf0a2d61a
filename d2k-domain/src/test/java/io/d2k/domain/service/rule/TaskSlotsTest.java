package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.Observed.waiting;
import static io.d2k.domain.fake.ServiceSamples.failed;
import static io.d2k.domain.fake.ServiceSamples.going;
import static io.d2k.domain.fake.ServiceSamples.goingAfter;
import static io.d2k.domain.fake.ServiceSamples.observed;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.web;
import static io.d2k.domain.service.rule.TaskBook.book;
import static io.d2k.domain.service.rule.TaskBook.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which slots tasks have in the book, and for how long. */
class TaskSlotsTest {
    private final ServiceRecord two = web().replicas(2).record("s");

    @Test
    void podsGetSlotsInTheOrderOfTheirMaking() {
        var tasks = book(observed(two, List.of(), pod("b", 1, 2, running(2)), pod("a", 1, 1, running(1))), 3);

        assertEquals(List.of("1 a/0 RUNNING -> RUNNING", "2 b/0 RUNNING -> RUNNING"), told(tasks));
    }

    @Test
    void taskKeepsItsSlotThoughAnEarlierOneHasGone() {
        var first = book(observed(two, List.of(), pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2))), 3);

        var tasks = book(observed(two, first, pod("b", 1, 2, running(2)), pod("c", 1, 5, running(5))), 6);

        assertEquals(
                List.of("1 a/0 SHUTDOWN -> SHUTDOWN", "1 c/0 RUNNING -> RUNNING", "2 b/0 RUNNING -> RUNNING"),
                told(tasks));
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 2", "3, 4", "7, 8", "100, 25"})
    void asManyTasksOfASlotAreToldOfAsItMayHaveAttempts(int attempts, int told) {
        var service = web().restart(RestartCondition.When.ANY, attempts).record("s");
        TaskPod[] pods = IntStream.range(0, 30)
                .mapToObj(i -> slotted("p" + i, 1, i, 1, ended(1, i, i + 1L), ""))
                .toArray(TaskPod[]::new);

        assertEquals(told, book(observed(service, List.of(), pods), 60).size());
    }

    @Test
    void newFormTakesTheSlotOfTheOldOneThatIsStillThere() {
        var first = book(observed(two, List.of(), pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2))), 3);

        var tasks = book(
                observed(
                        two, first, pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2)), pod("c", 2, 5, running(5))),
                6);

        assertEquals(
                List.of("1 a/0 RUNNING -> RUNNING", "1 c/0 RUNNING -> RUNNING", "2 b/0 RUNNING -> RUNNING"),
                told(tasks));
    }

    @Test
    void slotThatIsGivenUpIsToldUntilItsPodHasGone() {
        var first = book(observed(two, List.of(), pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2))), 3);
        var one = web().replicas(1).after(two, 4);

        var tasks = book(observed(one, first, going("a", 1, 1, running(1)), pod("b", 1, 2, running(2))), 5);
        assertEquals(List.of("1 a/0 RUNNING -> REMOVE", "2 b/0 RUNNING -> RUNNING"), told(tasks));
        assertEquals(
                List.of("1 a/0 SHUTDOWN -> REMOVE", "2 b/0 RUNNING -> RUNNING"),
                told(book(observed(one, tasks, going("a", 1, 1, ended(0, 1, 6)), pod("b", 1, 2, running(2))), 6)));
        assertEquals(
                List.of("2 b/0 RUNNING -> RUNNING"), told(book(observed(one, tasks, pod("b", 1, 2, running(2))), 6)));
        assertEquals(
                List.of("1 a/0 RUNNING -> SHUTDOWN", "1 c/0 RUNNING -> RUNNING", "2 b/0 RUNNING -> RUNNING"),
                told(book(
                        observed(
                                two,
                                tasks,
                                going("a", 1, 1, running(1)),
                                pod("b", 1, 2, running(2)),
                                pod("c", 1, 7, running(7))),
                        8)),
                "scaled up again");
        assertTrue(book(observed(web().replicas(0).after(two, 4), first), 5).isEmpty());
    }

    @Test
    void taskOfASlotThatWasGivenUpIsNoOtherTaskWhileItsPodIsCleanedUp() {
        var first = book(observed(two, List.of(), pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2))), 3);
        var one = web().replicas(1).after(two, 4);
        var ended = book(observed(one, first, going("a", 1, 1, ended(0, 1, 5)), pod("b", 1, 2, running(2))), 5);
        var cleanedUp = goingAfter("a", 1, waiting("ContainerCreating", ""), ended(137, 1, 5));
        var before = List.of("1 a/0 SHUTDOWN -> REMOVE", "2 b/0 RUNNING -> RUNNING");
        var cleaned = book(observed(one, ended, cleanedUp, pod("b", 1, 2, running(2))), 6);

        assertEquals(before, told(ended));
        assertEquals(before, told(cleaned));
        assertEquals(before, told(book(observed(one, cleaned, cleanedUp, pod("b", 1, 2, running(2))), 7)));
    }

    @Test
    void taskThatFollowsAfterAScaleDownHasTheSlotThatIsLeft() {
        var first = book(observed(two, List.of(), pod("a", 1, 1, running(1)), pod("b", 1, 2, running(2))), 3);
        var one = web().replicas(1).after(two, 4);
        var scaled = book(observed(one, first, going("a", 1, 1, ended(0, 1, 5)), pod("b", 1, 2, running(2))), 5);
        var left = going("a", 1, 1, ended(0, 1, 5));
        String given = "1 a/0 SHUTDOWN -> REMOVE";

        assertEquals(
                List.of(given, "2 b/0 RUNNING -> RUNNING", "2 c/0 RUNNING -> RUNNING"),
                told(book(observed(one, scaled, left, pod("b", 1, 2, running(2)), pod("c", 2, 7, running(7))), 8)),
                "while the one before still runs");
        assertEquals(
                List.of(given, "2 b/0 RUNNING -> SHUTDOWN", "2 c/0 RUNNING -> RUNNING"),
                told(book(observed(one, scaled, left, going("b", 1, 2, running(2)), pod("c", 2, 7, running(7))), 8)),
                "when it is ending");
        assertEquals(
                List.of("2 b/0 SHUTDOWN -> SHUTDOWN", "2 c/0 RUNNING -> RUNNING"),
                told(book(observed(one, scaled, pod("c", 2, 7, running(7))), 8)),
                "when all have gone");
    }

    @Test
    void podThatWasEvictedLeavesItsSlotToTheNext() {
        var one = web().replicas(1).record("s");
        var first = book(observed(one, List.of(), pod("a", 1, 1, running(1))), 2);

        var tasks = book(observed(one, first, failed("a", 1, 1, ended(137, 1, 3)), pod("b", 1, 4, running(4))), 5);

        assertEquals(
                List.of("1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (137)", "1 b/0 RUNNING -> RUNNING"),
                told(tasks));
    }

    @Test
    void fiveTasksOfASlotAreTold() {
        var one = web().restart(RestartCondition.When.ANY, 0).record("s");
        List<Task> written = new ArrayList<>();
        for (int attempt = 0; attempt < 8; attempt++) {
            written = book(observed(one, written, slotted("p" + attempt, 1, attempt, 1, ended(1, 0, 1), "")), 9);
        }

        assertEquals(
                List.of("p3/3", "p4/4", "p5/5", "p6/6", "p7/7"),
                written.stream().map(t -> t.podUid() + "/" + t.run()).toList());
    }
}
