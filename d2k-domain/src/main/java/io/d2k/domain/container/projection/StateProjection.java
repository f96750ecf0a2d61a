package io.d2k.domain.container.projection;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerStatus;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.image.Healthcheck;
import java.time.Instant;
import java.util.Optional;

/** Docker's state of a container from what is kept and what its pod shows. */
public final class StateProjection {
    /** The exit code of a process that was killed. */
    public static final int KILLED = 137;

    private static final int SIGKILL = 9;

    private StateProjection() {}

    /**
     * Projects.
     *
     * @param check the health check in force
     * @param now the moment that health is judged at
     */
    public static ContainerState of(ObservedContainer observed, Optional<Healthcheck> check, Instant now) {
        ContainerState state = project(observed, check, now);
        return HealthProjection.inForce(check)
                .filter(c -> state.health().isEmpty() && state.startedAt().isPresent())
                .filter(c -> state.status() == ContainerStatus.EXITED || state.status() == ContainerStatus.RESTARTING)
                .map(c -> HealthProjection.over(state, observed.pod(), c))
                .orElse(state);
    }

    private static ContainerState project(ObservedContainer observed, Optional<Healthcheck> check, Instant now) {
        ContainerRecord record = observed.record();
        if (record.removing()) {
            ContainerState last = idle(record);
            return with(last, ContainerStatus.REMOVING);
        }
        Optional<PodObservation> pod = currentPod(observed);
        if (pod.isEmpty()) {
            return idle(record);
        }
        PodObservation p = pod.get();
        return switch (p.process()) {
            case ProcessState.Running r ->
                overtaken(record, p)
                        .map(StateProjection::after)
                        .orElseGet(() -> running(record, p, r.since(), check, now));
            case ProcessState.Ended e -> ended(record, p);
            case ProcessState.Waiting w -> waiting(observed, p);
        };
    }

    /** Returns the pod that tells the state: that of a run which has not been recorded as finished. */
    public static Optional<PodObservation> currentPod(ObservedContainer observed) {
        ContainerRecord record = observed.record();
        return observed.pod().filter(p -> !earlier(record, p)).filter(p -> {
            if (p.process() instanceof ProcessState.Running) {
                return !over(record);
            }
            if (record.kind() == WorkloadKind.DEPLOYMENT) {
                boolean unrecordedEnd = p.process() instanceof ProcessState.Ended
                        && !record.wanted()
                        && record.lastRun().map(l -> l.run() < record.run()).orElse(true);
                return unrecordedEnd || record.wanted() && !p.going();
            }
            boolean waiting = p.process() instanceof ProcessState.Waiting;
            return !(waiting && p.going())
                    && record.lastRun()
                            .map(l -> p.run() > l.run() || p.restart() > l.restarts())
                            .orElse(true);
        });
    }

    /** Returns whether a Deployment's pod is one of an earlier start, which its controllers have yet to end. */
    public static boolean earlier(ContainerRecord record, PodObservation pod) {
        return record.kind() == WorkloadKind.DEPLOYMENT && pod.run() > 0 && pod.run() < record.run();
    }

    /**
     * Returns whether a Deployment's last start has been written down as finished. What runs in its pod all the same the
     * kubelet has begun before it learned that the pod is to go.
     */
    private static boolean over(ContainerRecord record) {
        return record.kind() == WorkloadKind.DEPLOYMENT
                && !record.wanted()
                && record.lastRun().filter(l -> l.run() >= record.run()).isPresent();
    }

    /** Returns how the pod's run ended, once it has; the code that a kill by hand stands for wins. */
    public static Optional<LastRun> endOf(ContainerRecord record, PodObservation pod) {
        Optional<StartFailure> failure = StartFailure.of(pod);
        int run = pod.run() == 0 ? record.run() : pod.run();
        int restarts = record.kind() == WorkloadKind.DEPLOYMENT ? endedInstance(pod) : pod.restart();
        if (failure.isPresent()) {
            StartFailure f = failure.get();
            Optional<LastRun> before =
                    record.lastRun().filter(l -> l.run() < run || l.run() == run && l.restarts() < restarts);
            return Optional.of(LastRun.failed(run, f.exitCode(), f.message(), restarts, before));
        }
        Optional<ProcessState.Ended> ended =
                pod.process() instanceof ProcessState.Ended e ? Optional.of(e) : pod.lastEnded();
        return ended.map(e -> new LastRun(
                run,
                true,
                killed(record, run) ? KILLED : e.exitCode(),
                e.reason().equals("OOMKilled"),
                "",
                Optional.of(begun(record, e.startedAt())),
                Optional.of(latest(begun(record, e.startedAt()), e.finishedAt())),
                restarts));
    }

    /** Kubernetes tells whole seconds: within its second of creation a process seems to start before it. */
    private static Instant begun(ContainerRecord record, Instant startedAt) {
        return latest(record.created(), startedAt);
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /**
     * Returns the end of a process whose pod has gone without a word: it was killed.
     *
     * @param why empty where a client asked for it
     */
    public static LastRun lost(ContainerRecord record, PodObservation last, String why, Instant now) {
        boolean deployment = record.kind() == WorkloadKind.DEPLOYMENT;
        Optional<Instant> since =
                last.process() instanceof ProcessState.Running r ? Optional.of(r.since()) : Optional.empty();
        return new LastRun(
                deployment ? record.run() : last.run(),
                true,
                KILLED,
                false,
                why,
                since,
                Optional.of(now),
                deployment ? last.restartCount() : last.restart());
    }

    /** Returns which instance in its pod ended last: the one before that which runs, if one does. */
    private static int endedInstance(PodObservation pod) {
        return pod.process() instanceof ProcessState.Running ? Math.max(0, pod.restartCount() - 1) : pod.restartCount();
    }

    /** Returns whether a client has asked for that run to be killed. */
    public static boolean killed(ContainerRecord record, int run) {
        return record.ending()
                .filter(e -> e.run() == run && e.signal() == SIGKILL)
                .isPresent();
    }

    /** Returns whether a client has asked for that run to end, one way or another. */
    public static boolean endingAsked(ContainerRecord record, int run) {
        return record.ending().map(Ending::run).filter(r -> r == run).isPresent();
    }

    /** Returns whether a client has asked for the end of that instance of a run. */
    private static boolean asked(ContainerRecord record, int run, int restarts) {
        return record.ending()
                .filter(e -> e.run() == run && restarts >= e.last().orElse(0))
                .isPresent();
    }

    /** Returns whether an instance began although the one before it was asked to be the last. */
    public static boolean unasked(ContainerRecord record, int instance) {
        return record.ending()
                .filter(e -> e.run() == record.run() && instance > e.last().orElse(Integer.MAX_VALUE))
                .isPresent();
    }

    /**
     * Returns how the process ended that the kubelet has started again although a client had asked for its end, or its restart
     * policy says otherwise: nothing of what runs now is meant to.
     */
    public static Optional<LastRun> overtaken(ContainerRecord record, PodObservation pod) {
        boolean again = record.kind() == WorkloadKind.DEPLOYMENT && !(pod.process() instanceof ProcessState.Ended);
        return again
                ? endOf(record, pod)
                        .filter(end -> unasked(record, pod.restartCount()) || end.started() && !retries(record, end))
                : Optional.empty();
    }

    /** Returns whether the restart policy in force starts the process once more after this end. */
    public static boolean retries(ContainerRecord record, LastRun end) {
        RestartPolicy policy = record.spec().restart();
        boolean wanted = switch (policy.mode()) {
            case NO -> false;
            case ALWAYS, UNLESS_STOPPED -> true;
            case ON_FAILURE ->
                end.exitCode() != 0 && (policy.maximumRetries() == 0 || end.restarts() < policy.maximumRetries());
        };
        return wanted && end.started() && !asked(record, end.run(), end.restarts());
    }

    private static ContainerState running(
            ContainerRecord record, PodObservation p, Instant since, Optional<Healthcheck> check, Instant now) {
        int restarts = record.kind() == WorkloadKind.DEPLOYMENT ? p.restartCount() : p.restart();
        ContainerState state = new ContainerState(
                ContainerStatus.RUNNING,
                0,
                false,
                "",
                Optional.of(begun(record, since)),
                p.lastEnded()
                        .map(ProcessState.Ended::finishedAt)
                        .or(() -> record.lastRun().flatMap(LastRun::finishedAt)),
                restarts,
                Optional.empty());
        return HealthProjection.inForce(check)
                .map(c -> HealthProjection.judge(state, p, since, c, now))
                .orElse(state);
    }

    private static ContainerState ended(ContainerRecord record, PodObservation p) {
        LastRun end = endOf(record, p).orElseThrow();
        boolean again = (record.kind() == WorkloadKind.RUN_ONCE || record.wanted()) && retries(record, end);
        ContainerState state = after(end);
        return again ? restarting(state, end.restarts() + 1) : state;
    }

    private static ContainerState waiting(ObservedContainer observed, PodObservation p) {
        ContainerRecord record = observed.record();
        Optional<LastRun> end = endOf(record, p);
        if (end.isPresent() && !end.get().started()) {
            return after(end.get());
        }
        boolean restarted = p.restart() > 0 || p.lastEnded().isPresent();
        if (restarted) {
            boolean again = record.kind() == WorkloadKind.RUN_ONCE
                    || record.spec().restart().restarts()
                            && overtaken(record, p).isEmpty();
            Optional<LastRun> before = end.or(() -> endBefore(observed, p));
            ContainerState last = before.map(StateProjection::after).orElseGet(() -> idle(record));
            int restarts = p.restart() > 0 ? p.restart() : p.restartCount() + 1;
            return again ? restarting(last, restarts) : last;
        }
        return idle(record);
    }

    /** Returns how the try before this one ended, while its pod is there. */
    private static Optional<LastRun> endBefore(ObservedContainer observed, PodObservation p) {
        return observed.pods().stream()
                .filter(o -> o.run() == p.run() && o.restart() == p.restart() - 1)
                .flatMap(o -> endOf(observed.record(), o).stream())
                .findFirst();
    }

    private static ContainerState idle(ContainerRecord record) {
        return lostRun(record)
                .or(record::lastRun)
                .map(StateProjection::after)
                .orElseGet(() -> new ContainerState(
                        ContainerStatus.CREATED,
                        0,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Optional.empty()));
    }

    /** Returns the end of a run that was asked to end and whose pod has gone before its exit code was seen. */
    private static Optional<LastRun> lostRun(ContainerRecord record) {
        int recorded = record.lastRun().map(LastRun::run).orElse(0);
        return record.ending()
                .filter(e -> e.run() > recorded)
                .map(e -> new LastRun(e.run(), true, KILLED, false, "", Optional.of(e.at()), Optional.of(e.at()), 0));
    }

    private static ContainerState after(LastRun end) {
        return new ContainerState(
                end.ran() ? ContainerStatus.EXITED : ContainerStatus.CREATED,
                end.exitCode(),
                end.oomKilled(),
                end.error(),
                end.startedAt(),
                end.finishedAt(),
                end.restarts(),
                Optional.empty());
    }

    private static ContainerState with(ContainerState s, ContainerStatus status) {
        return with(s, status, s.restartCount());
    }

    /** Docker counts a restart when it decides on it, before the process is there. */
    private static ContainerState restarting(ContainerState s, int restarts) {
        return with(s, ContainerStatus.RESTARTING, restarts);
    }

    private static ContainerState with(ContainerState s, ContainerStatus status, int restarts) {
        return new ContainerState(
                status, s.exitCode(), s.oomKilled(), s.error(), s.startedAt(), s.finishedAt(), restarts, s.health());
    }
}
