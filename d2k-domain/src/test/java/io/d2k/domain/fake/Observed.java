package io.d2k.domain.fake;

import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.image.ImageFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Builds observed containers for tests of pure rules. Times are seconds after {@link TestClock#START}. */
public final class Observed {
    private ContainerRecord record;
    private final List<PodObservation> pods = new ArrayList<>();

    private Observed(WorkloadKind kind, ContainerSpec spec) {
        record = new ContainerRecord(
                "c".repeat(64),
                "box",
                "box",
                kind,
                at(0),
                spec,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                kind == WorkloadKind.DEPLOYMENT ? 1 : 0,
                kind == WorkloadKind.DEPLOYMENT,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** Begins a run-once container. */
    public static Observed runOnce(Specs spec) {
        return new Observed(WorkloadKind.RUN_ONCE, spec.spec());
    }

    /** Begins a Deployment that has been started once. */
    public static Observed deployment(Specs spec) {
        return new Observed(WorkloadKind.DEPLOYMENT, spec.spec());
    }

    /** Returns the record of a container that has just been created. */
    public static ContainerRecord created(ContainerPlan plan) {
        return new ContainerRecord(
                plan.id(),
                plan.name(),
                plan.objectName(),
                plan.kind(),
                plan.created(),
                plan.spec(),
                plan.image(),
                plan.anonymousVolumes(),
                plan.inheritedBinds(),
                plan.networks(),
                plan.links(),
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** Returns the time so many seconds after the start of the test's time. */
    public static Instant at(long seconds) {
        return TestClock.START.plusSeconds(seconds);
    }

    /** Returns a process that runs since then. */
    public static ProcessState running(long since) {
        return new ProcessState.Running(at(since));
    }

    /** Returns a process that has ended. */
    public static ProcessState.Ended ended(int code, long from, long to) {
        return new ProcessState.Ended(code, code == 0 ? "Completed" : "Error", "", at(from), at(to));
    }

    /** Returns a process that waits. */
    public static ProcessState waiting(String reason, String message) {
        return new ProcessState.Waiting(reason, message);
    }

    /** Changes the record. */
    public Observed with(UnaryOperator<ContainerRecord> change) {
        record = change.apply(record);
        return this;
    }

    /** Records an end. */
    public Observed last(int run, int code, int restarts) {
        return with(r -> r.withLastRun(new LastRun(
                run, true, code, false, "", Optional.of(at(run * 100L)), Optional.of(at(run * 100L + 5)), restarts)));
    }

    /** Records that a start has failed. */
    public Observed failed(int run) {
        return with(r -> r.withLastRun(LastRun.failed(run, LastRun.UNCLASSED_FAILURE, "refused", 0, r.lastRun())));
    }

    /** Asks for an end. */
    public Observed ending(int run, int signal) {
        return with(r -> r.withEnding(new Ending(run, signal, at(50))));
    }

    /** Gives it what a registry says of its image. */
    public Observed image(ImageFacts facts) {
        return with(r -> copy(r, Optional.of(facts), r.removing()));
    }

    /** Begins the record's removal. */
    public Observed removing() {
        return with(r -> copy(r, r.image(), true));
    }

    private static ContainerRecord copy(ContainerRecord r, Optional<ImageFacts> image, boolean removing) {
        return new ContainerRecord(
                r.id(),
                r.name(),
                r.objectName(),
                r.kind(),
                r.created(),
                r.spec(),
                image,
                r.anonymousVolumes(),
                r.inheritedBinds(),
                r.networks(),
                r.links(),
                r.run(),
                r.wanted(),
                r.ending(),
                r.lastRun(),
                removing);
    }

    /** Adds a pod. */
    public Observed pod(int run, int restart, ProcessState process) {
        return pod(run, restart, process, p -> p);
    }

    /** Adds a pod with more to say of it. */
    public Observed pod(int run, int restart, ProcessState process, UnaryOperator<Pod> more) {
        pods.add(more.apply(new Pod(false, Optional.empty(), 0, false, false))
                .observed(pods.size(), run, restart, process));
        return this;
    }

    /** Returns the container. */
    public ObservedContainer get() {
        return new ObservedContainer(record, pods);
    }

    /** Further facts of a pod. */
    public record Pod(
            boolean going, Optional<ProcessState.Ended> lastEnded, int restartCount, boolean ready, boolean checked) {
        /** Lets it be deleted. */
        public Pod leaving() {
            return new Pod(true, lastEnded, restartCount, ready, checked);
        }

        /** Lets the kubelet have restarted the process in place. */
        public Pod restarted(int count, ProcessState.Ended last) {
            return new Pod(going, Optional.of(last), count, ready, checked);
        }

        /** Lets it pass its readiness check. */
        public Pod passing() {
            return new Pod(going, lastEnded, restartCount, true, checked);
        }

        /** Lets it have passed the check of its start. */
        public Pod started() {
            return new Pod(going, lastEnded, restartCount, ready, true);
        }

        private PodObservation observed(int number, int run, int restart, ProcessState process) {
            return new PodObservation(
                    "box-" + number,
                    "uid-" + number,
                    run,
                    restart,
                    "node-1",
                    "10.0.0.1",
                    at(number),
                    going,
                    "Running",
                    "",
                    "",
                    "",
                    process,
                    lastEnded,
                    restartCount,
                    ready,
                    checked,
                    "",
                    Optional.empty(),
                    List.of(),
                    "",
                    PodObservation.Gate.NONE,
                    Optional.empty());
        }
    }
}
