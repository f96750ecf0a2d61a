package io.d2k.domain.service.projection;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The state of a task from what its pod shows, in the words of a swarm. */
public final class TaskStateProjection {
    private static final Pattern UNFIT = Pattern.compile("(\\d+) ([^,.]+)");
    private static final String CONSTRAINTS = "scheduling constraints not satisfied";
    private static final String PLATFORM = "unsupported platform";

    private TaskStateProjection() {}

    /**
     * Projects the life of the process that the pod is at.
     *
     * @param image the image as asked for, for the words of a refusal
     * @param checked whether a health check decides when it runs
     * @param pinned whether the task is for one node
     * @param byPlatform whether it is its platform alone by which nodes are told apart
     * @param since when that life was first known of
     */
    public static TaskStatus of(
            PodObservation pod, String image, boolean checked, boolean pinned, boolean byPlatform, Instant since) {
        Optional<StartFailure> failure = StartFailure.of(pod);
        if (failure.isPresent()) {
            return failed(failure.get(), image, since);
        }
        return switch (pod.process()) {
            case ProcessState.Running r ->
                TaskStatus.of(
                        checked && !pod.ready() && !pod.started() ? TaskState.STARTING : TaskState.RUNNING,
                        r.since(),
                        "");
            case ProcessState.Ended e -> ended(e);
            case ProcessState.Waiting w -> waiting(pod, w, pinned, byPlatform, since);
        };
    }

    private static TaskStatus waiting(
            PodObservation pod, ProcessState.Waiting process, boolean pinned, boolean byPlatform, Instant since) {
        if (!pod.node().isEmpty()) {
            // a swarm would have given up, and tried another task; the node goes on with this one
            return TaskStatus.of(TaskState.PREPARING, since, process.creating() ? process.message() : "");
        }
        String why = pod.unschedulable().isEmpty() ? "" : unschedulable(pod.unschedulable(), pinned, byPlatform);
        return TaskStatus.of(TaskState.PENDING, since, why);
    }

    private static TaskStatus failed(StartFailure failure, String image, Instant since) {
        if (failure.imageMissing()) {
            return new TaskStatus(
                    TaskState.REJECTED,
                    since,
                    TaskState.REJECTED.message(),
                    "No such image: " + image,
                    Optional.empty());
        }
        return new TaskStatus(
                TaskState.FAILED,
                since,
                "starting",
                "starting container failed: " + failure.message(),
                Optional.of(failure.exitCode()));
    }

    /** Returns the status of a process that nobody had stopped: it ended by itself, or had never begun. */
    public static TaskStatus ended(ProcessState.Ended end) {
        Optional<StartFailure> failure = StartFailure.of(end);
        if (failure.isPresent()) {
            return failed(failure.get(), "", end.finishedAt());
        }
        boolean good = end.exitCode() == 0;
        TaskState state = good ? TaskState.COMPLETE : TaskState.FAILED;
        boolean starting = !good && end.reason().equals(ProcessState.NEVER_HEALTHY);
        return new TaskStatus(
                state,
                end.finishedAt(),
                starting ? TaskState.STARTING.message() : state.message(),
                good ? "" : "task: non-zero exit (" + end.exitCode() + ")" + cause(end),
                Optional.of(end.exitCode()));
    }

    private static String cause(ProcessState.Ended end) {
        return switch (end.reason()) {
            case ProcessState.UNHEALTHY, ProcessState.NEVER_HEALTHY -> ": dockerexec: unhealthy container";
            default -> "";
        };
    }

    /**
     * Returns the status of a task that was stopped.
     *
     * @param end how its process ended, where that is known
     */
    public static TaskStatus stopped(Optional<ProcessState.Ended> end, Instant now) {
        return new TaskStatus(
                TaskState.SHUTDOWN,
                end.map(ProcessState.Ended::finishedAt).orElse(now),
                TaskState.SHUTDOWN.message(),
                "",
                end.map(ProcessState.Ended::exitCode));
    }

    /**
     * Returns the status of a task whose node no longer meets the constraints: a swarm tells so at once, and leaves the end
     * of the process to the node.
     */
    public static TaskStatus misplaced(Instant now) {
        return new TaskStatus(
                TaskState.REJECTED,
                now,
                TaskStatus.ENFORCED,
                "assigned node no longer meets constraints",
                Optional.empty());
    }

    /**
     * Puts the scheduler's words, {@code 0/1 nodes are available: 1 Insufficient memory.}, into those of a swarm.
     *
     * @param pinned whether the task is for one node: a swarm tells of that node alone
     * @param byPlatform whether nodes that do not match have another platform, since nothing else is asked of them
     */
    public static String unschedulable(String kubernetes, boolean pinned, boolean byPlatform) {
        String unmatched = byPlatform ? PLATFORM : CONSTRAINTS;
        Set<String> reasons = new LinkedHashSet<>();
        int colon = kubernetes.indexOf(": ");
        if (colon >= 0) {
            // newer schedulers go on with what becomes of preemption, node by node once more
            int preemption = kubernetes.indexOf(" preemption: ");
            Matcher unfit = UNFIT.matcher(
                    kubernetes.substring(colon + 2, preemption > colon ? preemption : kubernetes.length()));
            while (unfit.find()) {
                int count = Integer.parseInt(unfit.group(1));
                reasons.add(words(unfit.group(2).strip(), unmatched, count + (count == 1 ? " node" : " nodes")));
            }
        }
        if (pinned && reasons.stream().anyMatch(r -> !r.startsWith(unmatched))) {
            reasons.removeIf(r -> r.startsWith(unmatched)); // the nodes that the task is not for
        }
        String why = reasons.isEmpty() ? kubernetes : String.join("; ", reasons);
        return pinned ? why : "no suitable node (" + why + ")";
    }

    private static String words(String reason, String unmatched, String nodes) {
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.startsWith("insufficient ")) {
            return "insufficient resources on " + nodes;
        }
        if (lower.contains("free ports")) {
            return "host-mode port already in use on " + nodes;
        }
        if (lower.contains("unschedulable")) {
            return nodes + " not available for new tasks";
        }
        if (lower.contains("anti-affinity") || lower.contains("topology spread")) {
            return "max replicas per node limit exceed";
        }
        boolean unfit = lower.contains("node affinity")
                || lower.contains("node selector")
                || lower.contains("node(s) didn't match")
                || lower.contains("[nodeaffinity]");
        return (unfit ? unmatched : lower) + " on " + nodes;
    }
}
