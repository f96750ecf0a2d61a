package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.observed;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.projection.UpdateProgress;
import io.d2k.domain.service.rule.TaskLedgerRule;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class UpdateWatchTest {
    private final UpdateWatch watch = new UpdateWatch();

    /** Their tasks are told of whenever somebody looks. */
    @BeforeEach
    void shown() {
        watch.shown(at(99));
    }

    private UpdateProgress judge(ServiceRecord record, Instant seen) {
        ObservedService service = observed(record, List.of(), pod("b", record.revision(), 11, running(11)));
        return watch.judge(service, TaskLedgerRule.apply(service, seen), seen);
    }

    private static ServiceRecord changed(long at) {
        return web().form("{2}").after(web().record("s"), at);
    }

    /** Returns once somebody waits. */
    private Thread asking(Instant now) {
        Thread asking = Thread.ofPlatform().start(() -> watch.awaitVerdict(now));
        while (asking.isAlive() && asking.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return asking;
    }

    @Test
    void whoAsksBeforeTheWatchEndsIsAnsweredAtOnce() {
        watch.awaitVerdict(at(99));
        judge(changed(10), at(12));
        watch.awaitVerdict(at(16));
        watch.over();
        watch.awaitVerdict(at(17));
    }

    @Test
    void whoAsksAtItsEndWaitsForWhatBecomesOfTheUpdate() throws InterruptedException {
        judge(changed(10), at(12));
        Thread asking = asking(at(17));

        assertEquals(Thread.State.TIMED_WAITING, asking.getState());
        assertEquals(at(12), ((UpdateProgress.Replaced) judge(changed(10), at(18))).since());
        assertEquals(Thread.State.TIMED_WAITING, asking.getState());
        watch.over();
        asking.join();
    }

    /** A client that has not seen the tasks run ends with the update, and does not say that it has converged. */
    @Test
    void whoHasNotSeenTheTasksIsAnsweredAtOnce() {
        watch.shown(at(11));
        judge(changed(10), at(12));
        watch.awaitVerdict(at(17));
    }

    @Test
    void nextUpdateEndsTheWatchOfTheLast() throws InterruptedException {
        judge(changed(10), at(12));
        Thread asking = asking(at(17));

        assertInstanceOf(UpdateProgress.Replaced.class, judge(changed(18), at(20)));
        asking.join();
    }
}
