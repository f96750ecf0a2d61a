package io.d2k.domain.service.rule;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.service.HandEnding;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import io.d2k.domain.service.projection.TaskStateProjection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the life of a pod says of the task that it is: the state that it is in, and the one that it is meant to reach.
 *
 * @param record the service
 * @param now when it is looked at
 */
record PodTaskRule(ServiceRecord record, Instant now) {
    /** What Kubernetes says of a pod whose process was ended while the pod stays. */
    private static final String STOPPED = "DeadlineExceeded";

    private static final Duration NODES_TELL = Duration.ofSeconds(1);

    /**
     * Returns the state of the task that lives in a pod.
     *
     * @param since the time of the state where the pod tells none
     */
    TaskStatus status(TaskPod task, Instant since) {
        PodObservation pod = task.pod();
        if (task.byHand() == HandEnding.MISPLACED) {
            return TaskStateProjection.misplaced(now);
        }
        if (task.byHand() != HandEnding.NONE && pod.process() instanceof ProcessState.Ended end) {
            return TaskStateProjection.ended(asked(task, end));
        }
        if (task.byHand() == HandEnding.NONE && stopped(pod)) {
            Optional<ProcessState.Ended> end =
                    pod.process() instanceof ProcessState.Ended e ? Optional.of(e) : Optional.empty();
            boolean late = end.filter(e -> pod.going() ? completedJob(e) : completedBefore(e))
                    .isPresent();
            if (!late && (end.isPresent() || pod.process() instanceof ProcessState.Waiting)) {
                return TaskStateProjection.stopped(end, now);
            }
        }
        boolean checked = record.spec()
                .task()
                .container()
                .healthcheck()
                .or(() -> record.image().flatMap(i -> i.config().healthcheck()))
                .filter(Healthcheck::checks)
                .isPresent();
        boolean pinned = record.spec().mode().global();
        Placement placement = record.spec().task().placement();
        boolean byPlatform =
                placement.constraints().isEmpty() && !placement.platforms().isEmpty();
        TaskStatus status = TaskStateProjection.of(
                pod, record.spec().task().container().image(), checked, pinned, byPlatform, since);
        // the kubelet does not tell since when the image is missing, and a restart waits from then
        return status.state() == TaskState.REJECTED
                ? new TaskStatus(status.state(), now, status.message(), status.error(), status.exitCode())
                : status;
    }

    /** Returns whether the end of a pod was asked for. */
    boolean stopped(PodObservation pod) {
        return pod.going() || pod.reason().equals(STOPPED);
    }

    /**
     * Whether a process had completed when the change came for which it was to be ended: nobody had seen that yet. Nodes tell
     * whole seconds, and what ended within that of the change is likelier to have been ended for it.
     */
    private boolean completedBefore(ProcessState.Ended end) {
        return end.exitCode() == 0 && !end.finishedAt().plus(NODES_TELL).isAfter(record.updated());
    }

    /** A job that has ended well is done, though its pod was removed before anybody wrote that down. */
    private boolean completedJob(ProcessState.Ended end) {
        return record.spec().mode().job() && end.exitCode() == 0;
    }

    /** Returns what the task is to become. */
    TaskState desired(TaskPod task) {
        PodObservation pod = task.pod();
        boolean done = pod.process() instanceof ProcessState.Ended e && completedJob(e);
        // no pod is left to its node to try again
        boolean rejected = task.byHand() == HandEnding.MISPLACED
                || StartFailure.of(pod).filter(StartFailure::imageMissing).isPresent();
        if (rejected || pod.going() && !done) {
            return TaskState.SHUTDOWN;
        }
        boolean ended = pod.process() instanceof ProcessState.Ended;
        if (task.ending() && !ended) {
            return TaskState.SHUTDOWN;
        }
        if (record.spec().mode().job()) {
            return ended && failed(pod) ? TaskState.SHUTDOWN : TaskState.COMPLETE;
        }
        return ended ? TaskState.SHUTDOWN : TaskState.RUNNING;
    }

    private static boolean failed(PodObservation pod) {
        return pod.process() instanceof ProcessState.Ended e && e.exitCode() != 0;
    }

    /**
     * What ran until its pod was to go was ended with it: a kubelet may tell of that end as of one in place. One that was
     * ended by hand has failed, as its service sees it.
     */
    TaskStatus ended(TaskPod task, Optional<Task> known, ProcessState.Ended end) {
        if (!task.pod().going() || known.filter(t -> !t.over()).isEmpty()) {
            return TaskStateProjection.ended(end);
        }
        return switch (task.byHand()) {
            case NONE -> TaskStateProjection.stopped(Optional.of(end), now);
            case MISPLACED -> TaskStateProjection.misplaced(now);
            case STOP, KILL -> TaskStateProjection.ended(asked(task, end));
        };
    }

    private static ProcessState.Ended asked(TaskPod task, ProcessState.Ended end) {
        return task.byHand() == HandEnding.KILL
                ? new ProcessState.Ended(
                        StateProjection.KILLED, end.reason(), end.message(), end.startedAt(), end.finishedAt())
                : end;
    }
}
