package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.ending;
import static io.d2k.domain.fake.ServiceSamples.going;
import static io.d2k.domain.fake.ServiceSamples.observed;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.web;
import static io.d2k.domain.service.rule.TaskBook.book;
import static io.d2k.domain.service.rule.TaskBook.told;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.service.ServiceMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The book of a job's tasks. */
class JobLedgerRuleTest {
    @Test
    void jobThatHasEndedWellStaysCompleteWithoutItsPod() {
        var job = web().mode(new ServiceMode.ReplicatedJob(1, 1)).record("s");
        var unseen = book(observed(job, List.of(), going("a", 1, 1, ended(0, 1, 2))), 4);
        var written = book(observed(job, List.of(), pod("a", 1, 1, ended(0, 1, 2))), 3);
        var complete = List.of("1 a/0 COMPLETE -> COMPLETE");

        assertEquals(complete, told(unseen));
        assertEquals(complete, told(book(observed(job, written, going("a", 1, 1, ended(0, 1, 2))), 4)));
        assertEquals(complete, told(book(observed(job, written), 5)));
    }

    @Test
    void globalJobThatRunsAnewForgetsHowItRanBefore() {
        var before = web().mode(new ServiceMode.GlobalJob()).record("s");
        var after = web().mode(new ServiceMode.GlobalJob()).after(before, 5);
        var first = book(observed(before, List.of(), slotted("a", 0, 0, 1, ended(0, 1, 2), "")), 3);

        assertEquals(List.of("0 a/0 COMPLETE -> COMPLETE"), told(first));
        assertEquals(
                List.of("0 b/0 RUNNING -> COMPLETE"),
                told(book(
                        observed(
                                after,
                                first,
                                slotted("a", 0, 0, 1, ended(0, 1, 2), ""),
                                slotted("b", 0, 0, 2, running(5), "")),
                        6)));
    }

    @Test
    void replicatedJobThatRunsAnewForgetsWhatItEndedForThat() {
        var before = web().mode(new ServiceMode.ReplicatedJob(2, 2)).record("s");
        var after = web().mode(new ServiceMode.ReplicatedJob(2, 2)).after(before, 5);
        var first = book(
                observed(
                        before,
                        List.of(),
                        slotted("a", 1, 0, 1, ended(0, 1, 2), ""),
                        slotted("b", 2, 0, 1, running(1), "")),
                3);
        var done = slotted("a", 1, 0, 1, ended(0, 1, 2), "");
        var next = slotted("c", 2, 0, 2, running(7), "");

        assertEquals(
                List.of("1 a/0 COMPLETE -> COMPLETE", "2 b/0 RUNNING -> SHUTDOWN"),
                told(book(observed(after, first, done, ending(slotted("b", 2, 0, 1, running(1), ""))), 6)));
        assertEquals(
                List.of("1 a/0 COMPLETE -> COMPLETE", "2 c/0 RUNNING -> COMPLETE"),
                told(book(
                        observed(after, first, done, slotted("b", 2, 0, 1, ended(137, 1, 6), "DeadlineExceeded"), next),
                        8)));
    }

    @Test
    void taskOfAJobIsMeantToComplete() {
        var job = web().mode(new ServiceMode.ReplicatedJob(1, 2)).record("s");

        assertEquals(
                List.of("1 a/0 COMPLETE -> COMPLETE", "2 b/0 FAILED -> SHUTDOWN: task: non-zero exit (1)"),
                told(book(
                        observed(
                                job,
                                List.of(),
                                slotted("a", 1, 0, 1, ended(0, 0, 1), ""),
                                slotted("b", 2, 0, 1, ended(1, 0, 1), "")),
                        2)));
    }
}
