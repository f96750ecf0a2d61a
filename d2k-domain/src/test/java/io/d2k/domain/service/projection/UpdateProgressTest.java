package io.d2k.domain.service.projection;

import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.going;
import static io.d2k.domain.fake.ServiceSamples.observed;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ProcessState;
import io.d2k.domain.fake.ServiceSamples;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.UpdateConfig;
import io.d2k.domain.service.UpdateStatus;
import io.d2k.domain.service.rule.ServiceChangeRule;
import io.d2k.domain.service.rule.ServiceChangeRule.Standing;
import io.d2k.domain.service.rule.TaskLedgerRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdateProgressTest {
    private static final UpdateConfig QUICK =
            new UpdateConfig(1, Duration.ZERO, "pause", Duration.ofSeconds(5), 0, false);

    private static ServiceRecord changed(UpdateConfig config) {
        return web().update(config).form("{2}").after(web().record("s"), 10);
    }

    private static UpdateProgress progress(ServiceRecord record, long now, TaskPod... pods) {
        var service = observed(record, List.of(), pods);
        return UpdateProgress.of(
                service, TaskLedgerRule.apply(service, at(now)), new UpdateProgress.UnderWay(), at(now));
    }

    @Test
    void isUnderWayWhileAnOldTaskIsThereOrANewOneIsNot() {
        assertInstanceOf(UpdateProgress.UnderWay.class, progress(changed(QUICK), 11));
        assertInstanceOf(UpdateProgress.UnderWay.class, progress(changed(QUICK), 11, pod("a", 1, 1, running(1))));
        assertInstanceOf(
                UpdateProgress.UnderWay.class,
                progress(changed(QUICK), 12, pod("a", 1, 1, running(1)), pod("b", 2, 11, running(11))));
    }

    @Test
    void tasksAreWatchedWhileThoseThatTheyReplaceEnd() {
        var leaving = progress(changed(QUICK), 12, going("a", 1, 1, running(1)), pod("b", 2, 11, running(11)));
        var service = observed(changed(QUICK), List.of(), pod("b", 2, 11, running(11)));
        var gone = UpdateProgress.of(service, TaskLedgerRule.apply(service, at(16)), leaving, at(16));

        assertEquals(new UpdateProgress.Replaced(at(10), at(12), QUICK.monitor(), true), leaving);
        assertEquals(new UpdateProgress.Replaced(at(10), at(12), QUICK.monitor(), false), gone);
    }

    @Test
    void tasksAreWatchedFromWhenTheyWereSeenToRunAndNotFromWhenTheyBegan() {
        ServiceRecord record = changed(QUICK);
        var service = observed(record, List.of(), pod("b", 2, 11, running(11)));
        var first = progress(record, 15, pod("b", 2, 11, running(11)));
        var other = new UpdateProgress.Replaced(at(3), at(8), QUICK.monitor(), false);

        assertEquals(new UpdateProgress.Replaced(at(10), at(15), Duration.ofSeconds(5), false), first);
        assertEquals(at(20), ((UpdateProgress.Replaced) first).until());
        var tasks = TaskLedgerRule.apply(service, at(18));
        assertEquals(first, UpdateProgress.of(service, tasks, first, at(18)));
        assertEquals(first, UpdateProgress.of(service, tasks, other, at(15)), "that was another update");
    }

    @Test
    void placesWhereNewTasksFailAndNoneRunsAreLostToAnUpdateThatGoesOn() {
        var config = new UpdateConfig(1, Duration.ZERO, "continue", Duration.ofSeconds(5), 0, false);
        ServiceRecord record = web().replicas(3)
                .update(config)
                .form("{2}")
                .after(web().replicas(3).record("s"), 10);
        TaskPod a = pod("a", 1, 1, running(1));
        TaskPod b = pod("b", 1, 2, running(2));
        var missing = new ProcessState.Waiting("ErrImagePull", "not found");

        assertEquals(new UpdateProgress.UnderWay(0), progress(record, 12, a, b));
        assertEquals(new UpdateProgress.UnderWay(1), progress(record, 12, a, b, pod("c", 2, 11, missing)));
        assertEquals(
                new UpdateProgress.UnderWay(2),
                progress(record, 13, a, pod("c", 2, 11, missing), pod("d", 2, 12, missing)));
        assertEquals(
                new UpdateProgress.UnderWay(0),
                progress(record, 14, a, b, restarted("c", 11, 2, running(13), ended(9, 12, 13))),
                "it runs again");
        assertInstanceOf(
                UpdateProgress.Replaced.class,
                progress(record, 15, pod("c", 2, 11, missing), pod("d", 2, 12, missing), pod("e", 2, 13, missing)));
    }

    private static TaskPod restarted(
            String uid, long created, int template, ProcessState process, ProcessState.Ended last) {
        return new TaskPod(
                ServiceSamples.restarted(uid, created, process, last, 1).pod(), template, 0);
    }

    @Test
    void failureOfANewTaskFailsItUnlessItIsToGoOn() {
        TaskPod bad = pod("b", 2, 11, ended(9, 11, 12));

        assertInstanceOf(UpdateProgress.Failed.class, progress(changed(QUICK), 13, bad));
        assertInstanceOf(
                UpdateProgress.Replaced.class,
                progress(
                        changed(new UpdateConfig(1, Duration.ZERO, "continue", Duration.ofSeconds(5), 0, false)),
                        13,
                        bad));
        assertInstanceOf(
                UpdateProgress.Replaced.class,
                progress(
                        changed(new UpdateConfig(1, Duration.ZERO, "pause", Duration.ofSeconds(5), 1, false)),
                        13,
                        bad));
    }

    @Test
    void earlyEndOfANewTaskFailsItAndALaterOneDoesNot() {
        TaskPod early = pod("b", 2, 11, ended(0, 11, 12));
        TaskPod late = pod("b", 2, 11, ended(0, 11, 30));
        ServiceRecord once = web().restart(RestartCondition.When.NONE, 0)
                .update(QUICK)
                .form("{2}")
                .after(web().restart(RestartCondition.When.NONE, 0).record("s"), 10);

        assertInstanceOf(UpdateProgress.Failed.class, progress(changed(QUICK), 13, early));
        assertInstanceOf(UpdateProgress.Failed.class, progress(once, 13, early));
        assertInstanceOf(UpdateProgress.Replaced.class, progress(once, 40, late));
    }

    @Test
    void timeBeforeTheProcessBeganDoesNotCount() {
        TaskPod slow = pod("b", 2, 11, ended(0, 40, 41));
        TaskPod never =
                pod("b", 2, 11, new ProcessState.Ended(128, "StartError", "no such program", Instant.EPOCH, at(60)));
        TaskPod late = pod("b", 2, 11, ended(0, 40, 46));

        assertInstanceOf(UpdateProgress.Failed.class, progress(changed(QUICK), 42, slow));
        assertInstanceOf(UpdateProgress.Failed.class, progress(changed(QUICK), 61, never));
        assertInstanceOf(UpdateProgress.UnderWay.class, progress(changed(QUICK), 47, late));
    }

    @Test
    void tasksAreWatchedForAsLongAsANodeMayTakeToTellOfTheirEnd() {
        Map.of(0L, 1500L, 500L, 2000L, 1000L, 2500L, 2000L, 3000L, 3000L, 3000L, 5000L, 5000L)
                .forEach((watch, until) -> assertEquals(
                        at(12).plusMillis(until),
                        new UpdateProgress.Replaced(at(10), at(12), Duration.ofMillis(watch), false).until(),
                        watch + " ms"));
    }

    @Test
    void whoAsksWaitsOnceASwarmWouldKnow() {
        var watched = new UpdateProgress.Replaced(at(10), at(12), Duration.ofSeconds(5), false);

        assertEquals(Duration.ZERO, watched.patience(at(16), at(30)));
        assertEquals(Duration.ofSeconds(30), watched.patience(at(17), at(30)));
        assertEquals(Duration.ofSeconds(-1), watched.patience(at(48), at(30)));
        assertEquals(
                Duration.ZERO, watched.patience(at(17), watched.since().minusMillis(1)), "nobody has seen them run");
    }

    @Test
    void watchBeginsAfterTheDelayAndIsLongerThanIt() {
        Map.of(0L, 5L, 3L, 8L, 5L, 11L, 30L, 61L).forEach((delay, watch) -> {
            var config = new UpdateConfig(1, Duration.ofSeconds(delay), "pause", Duration.ofSeconds(5), 0, false);
            assertEquals(
                    new UpdateProgress.Replaced(at(10), at(12), Duration.ofSeconds(watch), false),
                    progress(changed(config), 12, pod("b", 2, 11, running(11))),
                    delay + " s");
        });
    }

    @Test
    void whatIsToEndOnlyAfterTheNewOneRunsIsNotWaitedFor() {
        var config = new UpdateConfig(1, Duration.ZERO, "pause", Duration.ofSeconds(5), 0, true);

        assertEquals(
                new UpdateProgress.Replaced(at(10), at(12), QUICK.monitor(), false),
                progress(changed(config), 12, going("a", 1, 1, running(1)), pod("b", 2, 11, running(11))));
    }

    @Test
    void tasksAreUnreachedUntilTheyAreToEnd() {
        ServiceRecord record = changed(QUICK);

        assertTrue(unreached(record, pod("a", 1, 1, running(1))));
        assertTrue(unreached(record, pod("a", 1, 1, running(1)), pod("b", 2, 11, running(11))));
        assertFalse(unreached(record, going("a", 1, 1, running(1)), pod("b", 2, 11, running(11))));
        assertFalse(unreached(record, pod("b", 2, 11, running(11))));
    }

    private static boolean unreached(ServiceRecord record, TaskPod... pods) {
        return UpdateProgress.unreached(record, TaskLedgerRule.apply(observed(record, List.of(), pods), at(12)));
    }

    @Test
    void failureBeforeAnUpdateBeganAnewIsNoFailureOfIt() {
        TaskPod bad = pod("b", 2, 11, ended(9, 11, 12));
        ServiceRecord anew = web().update(QUICK).replicas(2).form("{2}").after(changed(QUICK), 20);

        assertInstanceOf(UpdateProgress.UnderWay.class, progress(anew, 21, bad));
        assertInstanceOf(UpdateProgress.Failed.class, progress(anew, 23, bad, pod("c", 2, 21, ended(9, 21, 22))));
    }

    @Test
    void failureOfAnOldTaskIsNoFailureOfTheUpdate() {
        assertInstanceOf(UpdateProgress.UnderWay.class, progress(changed(QUICK), 13, pod("a", 1, 1, ended(9, 1, 12))));
    }

    @Test
    void nothingIsUnderWayWithoutAnUpdate() {
        assertInstanceOf(UpdateProgress.UnderWay.class, progress(web().record("s"), 99, pod("a", 1, 1, running(1))));
    }

    @Test
    void aJobThatGoesBackIsNotWatchedSinceItsTasksAreMeantToEnd() {
        var job = web().mode(new ServiceMode.ReplicatedJob(1, 1));
        var spec = job.spec();
        ServiceRecord back = ServiceChangeRule.next(
                job.form("{2}").after(job.record("s"), 5),
                new Standing(true, false),
                spec,
                true,
                List.of(),
                List.of(),
                Optional.empty(),
                "web:1",
                at(10));

        assertEquals("rollback_started", back.status().orElseThrow().state().word());
        assertInstanceOf(UpdateProgress.UnderWay.class, progress(back, 13, pod("a", 3, 10, ended(10, 0, 11))));
    }

    @Test
    void wordsAreThoseOfASwarm() {
        var update = UpdateStatus.updating(at(1));
        var back = UpdateStatus.rollingBack(at(1), "manually requested rollback");

        assertEquals("update in progress", update.message());
        assertEquals("update completed", update.complete(at(2)).message());
        assertEquals("rollback_completed", back.complete(at(2)).state().word());
        assertEquals("rollback completed", back.complete(at(2)).message());
        assertEquals(
                "update paused due to failure or early termination of task t1",
                update.pause("t1").message());
        assertEquals("rollback_paused", back.pause("t1").state().word());
    }
}
