package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.Observed.waiting;
import static io.d2k.domain.fake.ServiceSamples.begunAnew;
import static io.d2k.domain.fake.ServiceSamples.bound;
import static io.d2k.domain.fake.ServiceSamples.byHand;
import static io.d2k.domain.fake.ServiceSamples.ending;
import static io.d2k.domain.fake.ServiceSamples.failed;
import static io.d2k.domain.fake.ServiceSamples.going;
import static io.d2k.domain.fake.ServiceSamples.goingAfter;
import static io.d2k.domain.fake.ServiceSamples.observed;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.restarted;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.web;
import static io.d2k.domain.service.rule.TaskBook.book;
import static io.d2k.domain.service.rule.TaskBook.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ProcessState;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.service.HandEnding;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The book of a service's tasks: what is told of each, and for how long. */
class TaskLedgerRuleTest {
    private final ServiceRecord two = web().replicas(2).record("s");

    @Test
    void tasksMadeForANodeNameItBeforeTheyAreThere() {
        var all = web().mode(new ServiceMode.GlobalJob()).record("s");
        Task task = book(observed(all, List.of(), bound("a", "n1")), 1).getFirst();

        assertEquals("n1 PENDING false", task.node() + " " + task.status().state() + " " + task.taken());
    }

    @Test
    void tasksThatStillHaveTheFormWhichTheServiceGoesBackToAreOfThePresentForm() {
        ServiceRecord second =
                web().replicas(5).form("{2}").after(web().replicas(5).record("s"), 2);
        TaskPod stays = pod("a", 1, 1, running(1));
        var mixed = book(
                observed(
                        second,
                        List.of(),
                        stays,
                        pod("b", 2, 3, running(3)),
                        pod("c", 1, 1, running(1)),
                        pod("d", 1, 1, ended(0, 1, 2)),
                        pod("f", 1, 1, running(1))),
                4);

        ServiceRecord back = web().replicas(5).after(second, 5);
        var after = book(
                observed(
                        back,
                        mixed,
                        stays,
                        going("b", 2, 3, running(3)),
                        going("c", 1, 1, running(1)),
                        pod("d", 1, 1, ended(0, 1, 2)),
                        pod("e", 1, 6, running(6)),
                        ending(pod("f", 1, 1, running(1)))),
                7);

        assertEquals(
                Map.of("a", 3, "b", 2, "c", 1, "d", 1, "e", 3, "f", 1),
                after.stream().collect(Collectors.toMap(Task::podUid, Task::revision)));
    }

    @Test
    void taskThatFollowsWithinASecondIsTheLaterOne() {
        var one = web().replicas(1).record("s");
        var old = book(observed(one, List.of(), pod("z", 1, 1, running(1))), 1);
        var both = book(observed(one, old, going("z", 1, 1, running(1)), pod("a", 2, 1, running(1))), 2);

        assertEquals(
                List.of("z at 0 ms", "a at 1 ms"),
                both.stream()
                        .map(t -> t.podUid() + " at "
                                + Duration.between(at(1), t.created()).toMillis() + " ms")
                        .toList());
        assertEquals(
                both,
                book(observed(one, List.of(), pod("a", 2, 1, running(1)), going("z", 1, 1, running(1))), 2),
                "however it comes to be known");
    }

    @ParameterizedTest
    @CsvSource({
        "ContainerCreating, MountVolume.SetUp failed, MountVolume.SetUp failed",
        "PodInitializing, no network, no network",
        "ContainerCreating, '', ''",
        "CrashLoopBackOff, back-off 10s, ''",
    })
    void taskThatIsPreparedTellsWhatKeepsItsNodeFromIt(String reason, String message, String error) {
        Task task = book(observed(two, List.of(), pod("a", 1, 1, waiting(reason, message))), 3)
                .getFirst();
        assertEquals(TaskState.PREPARING, task.status().state());
        assertEquals(error, task.status().error());
    }

    @Test
    void podWhoseImageCannotFillItsVolumesIsNoTryAtTheTask() {
        var first = book(observed(two, List.of(), pod("a", 1, 1, waiting("PodInitializing", ""))), 3);
        var unable = pod("a", 1, 1, waiting(ProcessState.UNPREPARED, "no shell"));

        assertEquals(List.of("1 a/0 PREPARING -> RUNNING"), told(first));
        assertEquals(List.of(), told(book(observed(two, first, unable), 4)));
        assertEquals(
                List.of("1 b/0 RUNNING -> RUNNING"),
                told(book(observed(two, first, unable, pod("b", 1, 5, running(5))), 6)));
    }

    @Test
    void taskThatHasFailedIsNotStoppedOnceMoreWithItsPod() {
        var failed = book(observed(two, List.of(), pod("a", 1, 1, ended(3, 1, 2))), 3);

        assertEquals(
                List.of("1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (3)"),
                told(book(observed(two, failed, going("a", 1, 1, ended(3, 1, 2))), 4)));
    }

    @Test
    void taskThatWasKilledByHandHasFailed() {
        var ran = book(observed(two, List.of(), pod("a", 1, 1, running(1))), 3);
        var kill = byHand(HandEnding.KILL, going("a", 1, 1, ended(0, 1, 4)));
        var cleanedUp = goingAfter("a", 1, waiting("ContainerCreating", ""), ended(137, 1, 4));
        var failed = List.of("1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (137)");

        assertEquals(
                List.of("1 a/0 RUNNING -> SHUTDOWN"),
                told(book(observed(two, ran, byHand(HandEnding.KILL, going("a", 1, 1, running(1)))), 4)));
        assertEquals(failed, told(book(observed(two, ran, kill), 5)), "whatever it made of TERM");
        assertEquals(failed, told(book(observed(two, ran, byHand(HandEnding.KILL, cleanedUp)), 5)));
        assertEquals(failed, told(book(observed(two, ran, byHand(HandEnding.STOP, cleanedUp)), 5)));
        assertEquals(
                List.of("1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (3)"),
                told(book(observed(two, ran, byHand(HandEnding.STOP, going("a", 1, 1, ended(3, 1, 4)))), 5)));
        assertEquals(
                List.of("1 a/0 COMPLETE -> SHUTDOWN"),
                told(book(observed(two, book(observed(two, ran, pod("a", 1, 1, ended(0, 1, 4))), 5), kill), 6)),
                "it had ended before");
    }

    @Test
    void whyAProcessWasEndedIsToldHoweverLateItIsKnownAndIsNotForgotten() {
        var end = new ProcessState.Ended(137, "Error", "", at(1), at(9));
        var unhealthy = end.because(ProcessState.UNHEALTHY);
        var words = "1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (137)";
        var first = book(observed(two, List.of(), pod("a", 1, 1, end)), 9);
        var explained = book(observed(two, first, pod("a", 1, 1, unhealthy)), 10);

        assertEquals(List.of(words), told(first));
        assertEquals(List.of(words + ": dockerexec: unhealthy container"), told(explained));
        assertEquals(explained, book(observed(two, explained, pod("a", 1, 1, end)), 11));

        var again = book(observed(two, List.of(), restarted("a", 1, running(10), end, 1)), 10);
        var late = book(observed(two, again, restarted("a", 1, running(10), unhealthy, 1)), 11);
        assertEquals(words, told(again).getFirst());
        assertEquals(words + ": dockerexec: unhealthy container", told(late).getFirst());
        assertEquals(late, book(observed(two, late, restarted("a", 1, running(10), end, 1)), 12));
    }

    @Test
    void endOfATaskThatIsReplacedIsNoFailureHoweverItIsTold() {
        var ran = book(observed(two, List.of(), pod("a", 1, 1, running(1))), 3);
        var cleanedUp = goingAfter("a", 1, waiting("ContainerCreating", ""), ended(137, 1, 4));
        var failed = book(
                observed(two, List.of(), restarted("a", 1, waiting("CrashLoopBackOff", ""), ended(137, 1, 4), 0)), 5);

        assertEquals(List.of("1 a/0 SHUTDOWN -> SHUTDOWN"), told(book(observed(two, ran, cleanedUp), 5)));
        assertTrue(told(failed).contains("1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (137)"), failed::toString);
        assertTrue(
                told(book(observed(two, failed, cleanedUp), 6))
                        .contains("1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (137)"),
                "it had failed before");
    }

    @Test
    void sameStateGivesTheSameBookWrittenDownOrNot() {
        var service = observed(two, List.of(), pod("b", 1, 2, running(2)), pod("a", 1, 1, running(1)));
        var first = book(service, 3);

        assertEquals(
                first, book(observed(two, first, service.pods().toArray(new io.d2k.domain.service.TaskPod[0])), 9));
    }

    @Test
    void processThatIsRestartedInPlaceIsAnotherTaskOfItsSlot() {
        var one = web().record("s");
        var first = book(observed(one, List.of(), pod("a", 1, 1, running(1))), 2);

        var between =
                book(observed(one, first, restarted("a", 1, waiting("CrashLoopBackOff", ""), ended(3, 1, 5), 0)), 6);
        var again = book(observed(one, between, restarted("a", 1, running(9), ended(3, 1, 5), 1)), 10);

        assertEquals(
                List.of("1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (3)", "1 a/1 READY -> READY"), told(between));
        assertEquals(
                List.of("1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (3)", "1 a/1 RUNNING -> RUNNING"), told(again));
        assertEquals(between.getLast().id(), again.getLast().id());
        assertEquals(25, again.getLast().id().length());
    }

    @Test
    void howAProcessEndedIsTakenInAfterItIsKnownThatItRunsAgain() {
        var one = web().record("s");
        var end = new ProcessState.Ended(137, "Error", "", at(1), at(9));
        var ran = book(observed(one, List.of(), pod("a", 1, 1, running(1))), 2);
        var again = book(observed(one, ran, begunAnew("a", 1, running(10), 1)), 10);
        var known = book(observed(one, again, restarted("a", 1, running(10), end, 1)), 11);
        var explained =
                book(observed(one, known, restarted("a", 1, running(10), end.because(ProcessState.UNHEALTHY), 1)), 12);
        String failed = "1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (137)";

        assertEquals(List.of("1 a/0 SHUTDOWN -> SHUTDOWN", "1 a/1 RUNNING -> RUNNING"), told(again));
        assertEquals(List.of(failed, "1 a/1 RUNNING -> RUNNING"), told(known));
        assertEquals(
                failed + ": dockerexec: unhealthy container", told(explained).getFirst());
        assertEquals(
                told(explained),
                told(book(
                        observed(one, again, restarted("a", 1, running(10), end.because(ProcessState.UNHEALTHY), 1)),
                        12)),
                "both at once");
    }

    @Test
    void processThatHadNeverBegunFailsByWhatTheRuntimeSaid() {
        var one = web().record("s");
        var end = new ProcessState.Ended(128, "StartError", "exec: no such file", at(1), at(1));

        assertEquals(
                List.of(
                        "1 a/0 FAILED -> SHUTDOWN: starting container failed: exec: no such file",
                        "1 a/1 RUNNING -> RUNNING"),
                told(book(observed(one, List.of(), restarted("a", 1, running(9), end, 1)), 10)));
    }

    @Test
    void processThatHasNeverBegunIsAboutToBeTriedAgain() {
        var one = web().record("s");
        var end = new ProcessState.Ended(128, "StartError", "exec: no such file", at(1), at(1));

        assertEquals(
                List.of(
                        "1 a/0 FAILED -> SHUTDOWN: starting container failed: exec: no such file",
                        "1 a/1 READY -> READY"),
                told(book(
                        observed(
                                one, List.of(), restarted("a", 1, waiting("CrashLoopBackOff", "back-off 20s"), end, 0)),
                        10)));
    }

    @Test
    void taskThatUsedUpItsMemoryHasFailedAndSaysNoMore() {
        var none = web().restart(RestartCondition.When.NONE, 0).record("s");
        var end = new ProcessState.Ended(137, "OOMKilled", "", Observed.at(1), Observed.at(2));

        assertEquals(
                List.of("1 a/0 FAILED -> SHUTDOWN: task: non-zero exit (137)"),
                told(book(observed(none, List.of(), slotted("a", 1, 0, 1, end, "")), 3)));
    }

    @Test
    void imageThatCannotBeHadRejectsTheTaskUntilItCan() {
        var one = web().record("s");
        var first = book(observed(one, List.of(), pod("a", 1, 1, waiting("ErrImagePull", "not found"))), 2);

        assertEquals(List.of("1 a/0 REJECTED -> SHUTDOWN: No such image: web:1"), told(first));
        assertEquals(at(2), first.getFirst().status().at(), "when it was seen");
        assertEquals(
                List.of("1 a/0 RUNNING -> RUNNING"), told(book(observed(one, first, pod("a", 1, 1, running(5))), 6)));
        var other = web().container(Specs.of("web:2")).record("s");
        assertEquals(
                told(first),
                told(book(observed(other, first, pod("a", 1, 1, waiting("ErrImagePull", "not found"))), 6)),
                "its own image, which the service no longer has");
    }

    @Test
    void taskWhoseNodeNoLongerMeetsTheConstraintsIsRejectedAtOnceAndKeepsItsContainer() {
        var ran = book(observed(two, List.of(), pod("a", 1, 1, running(1))), 3);
        var asked = byHand(HandEnding.MISPLACED, pod("a", 1, 1, running(1)));
        var rejected = book(observed(two, ran, asked), 4);
        var words = List.of("1 a/0 REJECTED -> SHUTDOWN: assigned node no longer meets constraints");

        assertEquals(words, told(rejected));
        assertEquals(at(4), rejected.getFirst().status().at());
        assertTrue(rejected.getFirst().taken());
        for (TaskPod later : List.of(
                byHand(HandEnding.MISPLACED, going("a", 1, 1, running(1))),
                byHand(HandEnding.MISPLACED, going("a", 1, 1, ended(143, 1, 5))),
                byHand(HandEnding.MISPLACED, goingAfter("a", 1, waiting("ContainerCreating", ""), ended(137, 1, 5))))) {
            assertEquals(rejected, book(observed(two, rejected, later), 6));
        }
        assertEquals(rejected, book(observed(two, rejected), 7));
        assertEquals(
                words,
                told(book(observed(two, ran, byHand(HandEnding.MISPLACED, going("a", 1, 1, ended(0, 1, 4)))), 5)));
        var complete = book(observed(two, ran, pod("a", 1, 1, ended(0, 1, 4))), 5);
        assertEquals(
                told(complete),
                told(book(observed(two, complete, byHand(HandEnding.MISPLACED, going("a", 1, 1, ended(0, 1, 4)))), 6)),
                "it had ended before");
    }

    @Test
    void podThatIsBeingDeletedIsShutDown() {
        var one = web().record("s");

        assertEquals(
                List.of("1 a/0 RUNNING -> SHUTDOWN"),
                told(book(observed(one, List.of(), going("a", 1, 1, running(1))), 2)));
        assertEquals(
                List.of("1 a/0 SHUTDOWN -> SHUTDOWN"),
                told(book(observed(one, List.of(), going("a", 1, 1, ended(143, 1, 2))), 2)));
    }

    @Test
    void processThatWasEndedWhileItsPodStaysIsShutDownAndOneThatEndedBeforeIsComplete() {
        var none = web().restart(RestartCondition.When.NONE, 0).record("s");

        assertEquals(
                List.of("1 a/0 SHUTDOWN -> SHUTDOWN"),
                told(book(observed(none, List.of(), slotted("a", 1, 0, 1, ended(137, 0, 1), "DeadlineExceeded")), 2)));
        assertEquals(
                List.of("1 a/0 COMPLETE -> SHUTDOWN"),
                told(book(observed(none, List.of(), slotted("a", 1, 0, 1, ended(0, 0, 1), "")), 2)));
    }

    @Test
    void processThatHadCompletedWhenItWasToBeEndedIsComplete() {
        var none = web().restart(RestartCondition.When.NONE, 0).record("s"); // changed at 0
        var completed = slotted("a", 1, 0, 1, ended(0, -2, -1), "DeadlineExceeded");
        var atOnce = slotted("a", 1, 0, 1, ended(0, 0, 0), "DeadlineExceeded"); // in the second of the change
        var ended = slotted("a", 1, 0, 1, ended(0, 0, 1), "DeadlineExceeded");

        assertEquals(List.of("1 a/0 COMPLETE -> SHUTDOWN"), told(book(observed(none, List.of(), completed), 2)));
        for (var stopped : List.of(atOnce, ended)) {
            assertEquals(List.of("1 a/0 SHUTDOWN -> SHUTDOWN"), told(book(observed(none, List.of(), stopped), 2)));
        }
    }
}
