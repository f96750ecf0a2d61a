package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.PodPlan.Probe;
import io.d2k.domain.container.PodPlan.Start;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.Healthcheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A health check to a readiness probe, with a startup probe where there is a start period, in which Docker checks more
 * often. Never to a liveness probe: Docker does not kill what is unhealthy. The defaults are those of {@code HEALTHCHECK}
 * in the Dockerfile reference.
 */
public final class HealthcheckRule {
    private static final Duration DEFAULT_PERIOD = Duration.ofSeconds(30);
    private static final Duration START_INTERVAL = Duration.ofSeconds(5);
    private static final int DEFAULT_RETRIES = 3;
    private static final Duration MINIMUM = Duration.ofMillis(1);

    private static final String NOTHING = "/health-check-without-a-command";

    private HealthcheckRule() {}

    /**
     * Checks and translates. An engine takes a test of an unknown kind, and checks nothing then.
     *
     * @return nothing where there is no check
     * @throws EngineException in Docker's words
     */
    public static Optional<Probe> translate(Optional<Healthcheck> check, Warnings warnings) {
        check.ifPresent(HealthcheckRule::validate);
        check.filter(Healthcheck::unknown)
                .ifPresent(h -> warnings.add("Unknown probe type \"" + h.test().getFirst()
                        + "\" (expected CMD or CMD-SHELL): the container has no health check."));
        return check.filter(Healthcheck::checks).map(HealthcheckRule::probe);
    }

    private static Probe probe(Healthcheck h) {
        boolean shell = h.test().getFirst().equals("CMD-SHELL");
        List<String> command = new ArrayList<>(shell ? List.of("/bin/sh", "-c") : List.of());
        command.addAll(h.test().subList(1, h.test().size()));
        if (command.isEmpty()) {
            command.add(NOTHING); // Docker runs nothing at all then, which fails each time
        }
        // an engine keeps to the interval unless it is told; a long one need not be waited for
        Duration often = interval(h).compareTo(START_INTERVAL) < 0 ? interval(h) : START_INTERVAL;
        Optional<Start> start = Optional.of(or(h.startInterval(), often))
                .filter(interval -> !h.startPeriod().isZero())
                .map(interval -> new Start(interval, Start.PATIENT));
        return new Probe(command, interval(h), or(h.timeout(), DEFAULT_PERIOD), retries(h), start);
    }

    /** Returns the time between two checks after the start period. */
    public static Duration interval(Healthcheck h) {
        return or(h.interval(), DEFAULT_PERIOD);
    }

    /** Returns how long failures may go on at most, each taking its whole time, before Docker calls it unhealthy. */
    public static Duration patience(Healthcheck h) {
        Duration one = interval(h).plus(or(h.timeout(), DEFAULT_PERIOD));
        return h.startPeriod().plus(one.multipliedBy(retries(h)));
    }

    /** Returns how many failures in a row make a container unhealthy. */
    public static int retries(Healthcheck h) {
        return h.retries() == 0 ? DEFAULT_RETRIES : h.retries();
    }

    private static Duration or(Duration asked, Duration fallback) {
        return asked.isZero() ? fallback : asked;
    }

    private static void validate(Healthcheck h) {
        atLeast("Interval", h.interval());
        atLeast("Timeout", h.timeout());
        if (h.retries() < 0) {
            throw EngineException.invalid("Retries in Healthcheck cannot be negative");
        }
        atLeast("StartPeriod", h.startPeriod());
        atLeast("StartInterval", h.startInterval());
    }

    private static void atLeast(String field, Duration value) {
        if (!value.isZero() && value.compareTo(MINIMUM) < 0) {
            throw EngineException.invalid(field + " in Healthcheck cannot be less than 1ms");
        }
    }
}
