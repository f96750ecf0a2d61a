package io.d2k.k8s.election;

import java.time.Duration;

/**
 * The times of an election.
 *
 * @param lease a leader who was not seen to renew for so long has lost the lease
 * @param deadline a leader who could not renew for so long stops leading; less than {@code lease}, so that the old leader
 *     has stopped before a new one begins
 * @param renewal a leader renews so often
 * @param retry between attempts after a failed one
 * @param attempt how long one attempt may take
 */
public record LeaseTerms(Duration lease, Duration deadline, Duration renewal, Duration retry, Duration attempt) {
    /** What Kubernetes' own components take: 15 s to the next leader after a crash. */
    public static final LeaseTerms DEFAULT = new LeaseTerms(
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(4),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4));

    /**
     * Checks the order of the times.
     *
     * @throws IllegalArgumentException when two replicas could lead at a time
     */
    public LeaseTerms {
        if (deadline.compareTo(lease) >= 0 || renewal.compareTo(deadline) >= 0) {
            throw new IllegalArgumentException(
                    "renewal < deadline < lease is expected: " + renewal + ", " + deadline + ", " + lease);
        }
    }
}
