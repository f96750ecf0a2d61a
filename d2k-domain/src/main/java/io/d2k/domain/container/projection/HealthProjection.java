package io.d2k.domain.container.projection;

import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerState.Health;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProbeResult;
import io.d2k.domain.container.rule.HealthcheckRule;
import io.d2k.domain.image.Healthcheck;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Docker's health from a readiness check and the failures that the node reports. Until it has passed once, every check has
 * failed, so that counting reports counts the streak; once it has passed, Kubernetes itself counts as Docker does, and
 * readiness ends with the last failure that is forgiven.
 */
public final class HealthProjection {
    /** Docker keeps as many results. */
    private static final int LOG = 5;

    /** Of the times that the cluster tells. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private HealthProjection() {}

    /** Returns the check where there is one in force. */
    public static Optional<Healthcheck> inForce(Optional<Healthcheck> check) {
        return check.filter(Healthcheck::checks);
    }

    /** Returns the state of a running process with what its health check says. */
    static ContainerState judge(ContainerState state, PodObservation p, Instant since, Healthcheck c, Instant now) {
        List<ProbeResult> failures = from(p.failures(), since);
        if (p.ready()) {
            // of those that pass the cluster tells one: that with which readiness began
            Stream<ProbeResult> passed =
                    p.readinessSince().filter(t -> !t.isBefore(since)).map(ProbeResult::passed).stream();
            return state.withHealth(Health.HEALTHY, 0, log(Stream.concat(failures.stream(), passed)));
        }
        List<ProbeResult> log = log(failures.stream());
        int retries = HealthcheckRule.retries(c);
        Optional<Instant> lost = p.readinessSince().filter(since::isBefore);
        if (lost.isPresent()) {
            int streak = retries + from(failures, lost.get().plusSeconds(1)).size();
            return state.withHealth(Health.UNHEALTHY, streak, log);
        }
        if (p.started()) {
            // readiness waits for one more check; to Docker the first that passes makes healthy
            int streak = (int) failures.stream().filter(f -> !f.start()).count();
            return state.withHealth(streak >= retries ? Health.UNHEALTHY : Health.HEALTHY, streak, log);
        }
        int streak = count(failures, c, since);
        boolean patient = now.isBefore(deadline(since, c));
        // reports may be lost, and a check that hangs makes none: at the deadline Docker would have lost patience
        boolean failed = streak >= retries || !patient;
        return state.withHealth(failed ? Health.UNHEALTHY : Health.STARTING, streak, log);
    }

    /** Returns the state of a process that has ended: Docker calls it unhealthy from then on. */
    static ContainerState over(ContainerState state, Optional<PodObservation> pod, Healthcheck c) {
        Instant since = state.startedAt().orElseThrow();
        List<ProbeResult> failures = from(pod.map(PodObservation::failures).orElseGet(List::of), since);
        return state.withHealth(Health.UNHEALTHY, count(failures, c, since), log(failures.stream()));
    }

    private static List<ProbeResult> log(Stream<ProbeResult> results) {
        List<ProbeResult> all =
                results.sorted(Comparator.comparing(ProbeResult::at)).toList();
        return all.subList(Math.max(0, all.size() - LOG), all.size());
    }

    /** Returns the moment at which a check that never passes has made its container unhealthy at the latest. */
    public static Instant deadline(Instant since, Healthcheck c) {
        return since.plus(HealthcheckRule.patience(c));
    }

    /** Those after the start period count. Checks of the start come more often than Docker's, which keep the interval then. */
    private static int count(List<ProbeResult> failures, Healthcheck c, Instant since) {
        int count = 0;
        Instant next = since.plus(c.startPeriod());
        for (ProbeResult failure : from(failures, next)) {
            if (!failure.start() || !failure.at().isBefore(next)) {
                count++;
                next = failure.at().plus(HealthcheckRule.interval(c)).minus(PRECISION);
            }
        }
        return count;
    }

    private static List<ProbeResult> from(List<ProbeResult> failures, Instant from) {
        return failures.stream().filter(f -> !f.at().isBefore(from)).toList();
    }
}
