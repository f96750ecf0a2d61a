package io.d2k.k8s.election;

import java.time.Duration;

/**
 * What a replica does next about the Lease. Times are of the replica's own monotonic clock, since the clocks of two nodes
 * differ: a holder counts as gone when this replica has not seen it renew for as long as its lease.
 */
final class LeaseRule {
    private final String self;
    private final LeaseTerms terms;

    LeaseRule(String self, LeaseTerms terms) {
        this.self = self;
        this.terms = terms;
    }

    /** What to do next. */
    sealed interface Step {
        /** Write the Lease, as its holder. */
        record Write() implements Step {}

        /** Do nothing until then or until something changes. */
        record Rest(Duration atMost) implements Step {}

        /** Stop leading. */
        record Resign(String why) implements Step {}
    }

    /**
     * What a replica knows.
     *
     * @param view what the Lease says
     * @param unchanged for how long it has said so, as far as this replica knows
     * @param leading whether this replica leads
     * @param sinceRenewal how long ago this replica's last successful renewal was sent
     * @param sinceFailure how long ago its last attempt failed, more than any pause when none did since it succeeded
     */
    record Known(LeaseView view, Duration unchanged, boolean leading, Duration sinceRenewal, Duration sinceFailure) {}

    Step next(Known known) {
        if (known.leading()) {
            return lead(known);
        }
        // A lease in its own name that it does not lead by: the answer to its writing was lost.
        boolean free = known.view().vacant() || known.view().holder().equals(self);
        Duration left = known.view().lease().minus(known.unchanged());
        if (free || !left.isPositive()) {
            return soonest(terms.retry().minus(known.sinceFailure()));
        }
        return new Step.Rest(left);
    }

    private Step lead(Known known) {
        if (!known.view().vacant() && !known.view().holder().equals(self)) {
            return new Step.Resign(known.view().holder() + " leads now");
        }
        Duration left = terms.deadline().minus(known.sinceRenewal());
        if (!left.isPositive()) {
            return new Step.Resign(
                    "the lease could not be renewed for " + terms.deadline().toSeconds() + " seconds");
        }
        Duration pause =
                max(terms.renewal().minus(known.sinceRenewal()), terms.retry().minus(known.sinceFailure()));
        return soonest(min(pause, left));
    }

    private static Step soonest(Duration pause) {
        return pause.isPositive() ? new Step.Rest(pause) : new Step.Write();
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
