package io.d2k.k8s.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.k8s.election.LeaseRule.Known;
import io.d2k.k8s.election.LeaseRule.Step;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseRuleTest {
    private static final LeaseRule RULE = new LeaseRule("me", LeaseTerms.DEFAULT);

    private static String next(String holder, boolean leading, long unchanged, long renewed, long failed) {
        LeaseView view = holder == null
                ? LeaseView.NONE
                : new LeaseView(holder, "10.0.0.1:2375", Instant.EPOCH, Duration.ofSeconds(15));
        return switch (RULE.next(new Known(
                view,
                Duration.ofSeconds(unchanged),
                leading,
                Duration.ofSeconds(renewed),
                Duration.ofSeconds(failed)))) {
            case Step.Write() -> "write";
            case Step.Rest(Duration atMost) -> "rest " + atMost.toSeconds();
            case Step.Resign(String why) -> "resign";
        };
    }

    @ParameterizedTest(name = "held by {0} for {1} s, failed {2} s ago: {3}")
    @CsvSource({
        ", 0, 99, write",
        ", 50, 99, write",
        ", 0, 0, rest 1",
        ", 0, 1, write",
        "other, 0, 99, rest 15",
        "other, 14, 99, rest 1",
        "other, 15, 99, write",
        "other, 15, 0, rest 1",
        "me, 0, 99, write", // the answer to its own writing was lost
    })
    void whoDoesNotLeadWaitsForTheLeaseToRunOut(String holder, long unchanged, long failed, String expected) {
        assertEquals(expected, next(holder, false, unchanged, 99, failed));
    }

    @ParameterizedTest(name = "held by {0}, renewed {1} s ago, failed {2} s ago: {3}")
    @CsvSource({
        "me, 0, 99, rest 4",
        "me, 4, 99, write",
        "me, 5, 0, rest 1",
        "me, 5, 1, write",
        "me, 10, 1, resign",
        "me, 10, 0, resign",
        "other, 0, 99, resign",
        ", 3, 99, rest 1", // deleted by somebody: made anew at the next renewal
        ", 4, 99, write",
    })
    void whoLeadsRenewsAndResignsInTime(String holder, long renewed, long failed, String expected) {
        assertEquals(expected, next(holder, true, 0, renewed, failed));
    }

    @Test
    void termsThatWouldLetTwoLeadAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(
                IllegalArgumentException.class,
                () -> new LeaseTerms(Duration.ofSeconds(5), Duration.ofSeconds(5), second, second, second));
    }
}
