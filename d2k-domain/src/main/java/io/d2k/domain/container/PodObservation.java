package io.d2k.domain.container;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the cluster says of the pod of one run.
 *
 * @param name the pod's name
 * @param uid the pod's UID
 * @param run which start of the container it belongs to, from 1, as far as is known of a Deployment's; 0 for a task's
 * @param restart which automatic restart of {@code on-failure} it is, from 0
 * @param node where it runs, empty before it is scheduled
 * @param ip its address, empty before it has one
 * @param created when the pod was made
 * @param going whether it is being deleted
 * @param phase Kubernetes' phase, such as {@code Running}
 * @param reason why the pod as a whole failed, such as {@code Evicted}; empty for none
 * @param message the same in words
 * @param unschedulable why no node takes it, empty where one did
 * @param process the state of the process
 * @param lastEnded how the process ended the last time, for a pod whose container was restarted in place
 * @param restartCount how often the kubelet restarted it
 * @param ready whether its readiness check passes
 * @param started whether the check of its start has passed; false where it has none
 * @param imageId the image that the node runs, as the node names it; may be empty
 * @param readinessSince since when the readiness check passes, or does not; nothing where it is not told
 * @param failures the last failures of the readiness check, in order, as far as the cluster tells them
 * @param preparation what came of the steps before the process, see {@code FillReport} and {@code UnplugReport}; empty
 *     where none were
 * @param gate whether the process is held back until a client is attached
 * @param layer the files that the process has changed, once it has ended; nothing where they are not known
 */
public record PodObservation(
        String name,
        String uid,
        int run,
        int restart,
        String node,
        String ip,
        Instant created,
        boolean going,
        String phase,
        String reason,
        String message,
        String unschedulable,
        ProcessState process,
        Optional<ProcessState.Ended> lastEnded,
        int restartCount,
        boolean ready,
        boolean started,
        String imageId,
        Optional<Instant> readinessSince,
        List<ProbeResult> failures,
        String preparation,
        Gate gate,
        Optional<KeptLayer> layer) {
    /** What holds the process of a pod back. */
    public enum Gate {
        /** Nothing. */
        NONE,
        /** A shell that waits for the word. */
        SHUT,
        /** The same, and the node has told that the shell has begun, which the state may not show yet. */
        REACHED,
        /** Nothing any more, or never: as far as this d2k knows the word was given, or the shell waits for none. */
        OPEN
    }

    /** Copies the list. */
    public PodObservation {
        failures = List.copyOf(failures);
    }

    /** One that nothing holds back, whose health check has no history, and that fills no volumes. */
    public PodObservation(
            String name,
            String uid,
            int run,
            int restart,
            String node,
            String ip,
            Instant created,
            boolean going,
            String phase,
            String reason,
            String message,
            String unschedulable,
            ProcessState process,
            Optional<ProcessState.Ended> lastEnded,
            int restartCount,
            boolean ready,
            String imageId) {
        this(
                name,
                uid,
                run,
                restart,
                node,
                ip,
                created,
                going,
                phase,
                reason,
                message,
                unschedulable,
                process,
                lastEnded,
                restartCount,
                ready,
                false,
                imageId,
                Optional.empty(),
                List.of(),
                "",
                Gate.NONE,
                Optional.empty());
    }

    /** Returns why the steps before the process cannot be done, where that is what keeps it from starting. */
    public Optional<String> unprepared() {
        return waitsFor(ProcessState.UNPREPARED);
    }

    /** Returns why the process cannot be held back, where that is what keeps it from starting. */
    public Optional<String> ungated() {
        return waitsFor(ProcessState.UNGATED);
    }

    private Optional<String> waitsFor(String waitReason) {
        return process instanceof ProcessState.Waiting w && w.reason().equals(waitReason)
                ? Optional.of(w.message())
                : Optional.empty();
    }

    /** Returns whether the pod has failed as a whole: nothing in it begins again. */
    public boolean failed() {
        return phase.equals("Failed");
    }

    /** Returns whether the node has told that the process has begun, or the shell that holds it back. */
    public boolean begun() {
        return gate == Gate.REACHED || !(process instanceof ProcessState.Waiting) || lastEnded.isPresent();
    }

    /** Returns this with other words for the ends of its process. */
    public PodObservation withEnds(ProcessState newProcess, Optional<ProcessState.Ended> newLastEnded) {
        return with(run, newProcess, newLastEnded, readinessSince, failures, gate);
    }

    /** Returns this with another history of its health check. */
    public PodObservation withProbes(Optional<Instant> newReadinessSince, List<ProbeResult> newFailures) {
        return with(run, process, lastEnded, newReadinessSince, newFailures, gate);
    }

    /** Returns this with another state of what holds its process back. */
    public PodObservation withGate(Gate newGate) {
        return with(run, process, lastEnded, readinessSince, failures, newGate);
    }

    /** Returns this as the pod of a start. */
    public PodObservation ofRun(int newRun) {
        return with(newRun, process, lastEnded, readinessSince, failures, gate);
    }

    private PodObservation with(
            int newRun,
            ProcessState newProcess,
            Optional<ProcessState.Ended> newLastEnded,
            Optional<Instant> newReadinessSince,
            List<ProbeResult> newFailures,
            Gate newGate) {
        return new PodObservation(
                name,
                uid,
                newRun,
                restart,
                node,
                ip,
                created,
                going,
                phase,
                reason,
                message,
                unschedulable,
                newProcess,
                newLastEnded,
                restartCount,
                ready,
                started,
                imageId,
                newReadinessSince,
                newFailures,
                preparation,
                newGate,
                layer);
    }
}
