package io.d2k.domain.container.projection;

import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.exec.RuntimeWords;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a process could not start, in Docker's words.
 *
 * @param message for {@code State.Error} and the answer of {@code start}
 * @param exitCode 127 for a missing command, 126 for one that may not run, 128 for anything else, as in moby's
 *     {@code daemon/start.go}
 * @param imageMissing whether the image could not be had
 */
public record StartFailure(String message, int exitCode, boolean imageMissing) {
    private static final Set<String> IMAGE_REASONS =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError");
    private static final Set<String> CREATE_REASONS = Set.of(
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "PreCreateHookError",
            "PreStartHookError",
            "PostStartHookError");
    private static final Set<String> ENDED_REASONS = Set.of("StartError", "ContainerCannotRun");
    /** Words of kubelets that do not let a pod begin which was given to them, besides {@code OutOfcpu} and its like. */
    private static final Set<String> REFUSED_REASONS = Set.of(
            "SysctlForbidden",
            "UnexpectedAdmissionError",
            "NodeAffinity",
            "NodePorts",
            "AppArmor",
            "TopologyAffinityError",
            "InvalidNodeInfo",
            "UnexpectedPredicateFailureType",
            "PodOSSelectorNodeLabelDoesNotMatch",
            "PodOSNotSupported");

    /** What containerd says of a mount whose propagation the node's own mount does not allow: Docker quotes no paths. */
    private static final Pattern PROPAGATION = Pattern.compile(
            "path \"([^\"]*)\" is mounted on \"([^\"]*)\"( but it is not a shared (?:or slave )?mount)");

    private static final String OCI = "OCI runtime create failed";
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;
    private static final int OTHER = LastRun.UNCLASSED_FAILURE;

    /** Returns why the pod's process could not start, or nothing where it has started or still may. */
    public static Optional<StartFailure> of(PodObservation pod) {
        return atPresent(pod)
                .or(() -> pod.process() instanceof ProcessState.Waiting ? crashedAtStart(pod) : Optional.empty());
    }

    /** Returns the same of the pod's present try alone: one that waits after a failed start is about to try again. */
    public static Optional<StartFailure> atPresent(PodObservation pod) {
        return switch (pod.process()) {
            case ProcessState.Waiting w
            when IMAGE_REASONS.contains(w.reason()) ->
                Optional.of(new StartFailure(w.message().isEmpty() ? w.reason() : w.message(), OTHER, true));
            case ProcessState.Waiting w
            when w.reason().equals(ProcessState.FILL_FAILED) ->
                Optional.of(new StartFailure(
                        "failed to fill a new volume from the image (nocopy leaves it empty): " + w.message(),
                        OTHER,
                        false));
            case ProcessState.Waiting w
            when w.reason().equals(ProcessState.UNPREPARED) ->
                Optional.of(new StartFailure(
                        "the image has no shell for what comes before the process (nocopy leaves new volumes empty): "
                                + w.message(),
                        OTHER,
                        false));
            case ProcessState.Waiting w
            when w.reason().equals(ProcessState.UNGATED) ->
                Optional.of(new StartFailure("the process could not be held back: " + w.message(), OTHER, false));
            case ProcessState.Waiting w when CREATE_REASONS.contains(w.reason()) -> Optional.of(runtime(w.message()));
            case ProcessState.Waiting w -> Optional.empty();
            case ProcessState.Ended e -> of(e);
            case ProcessState.Running r -> Optional.empty();
        };
    }

    /** Returns why a process that has ended had never started, where that is so. */
    public static Optional<StartFailure> of(ProcessState.Ended end) {
        if (refused(end.reason())) {
            String why = "the node refused the pod: " + end.reason() + ": " + end.message();
            return Optional.of(new StartFailure(why, OTHER, false));
        }
        return ENDED_REASONS.contains(end.reason()) ? Optional.of(runtime(end.message())) : Optional.empty();
    }

    private static boolean refused(String reason) {
        return REFUSED_REASONS.contains(reason) || reason.startsWith("OutOf");
    }

    private static Optional<StartFailure> crashedAtStart(PodObservation pod) {
        return pod.lastEnded().flatMap(StartFailure::of);
    }

    private static StartFailure runtime(String said) {
        // CRI-O does not say it as containerd does
        String message = RuntimeWords.refusal(said)
                .map(r -> OCI + ": runc create failed: " + RuntimeWords.UNABLE + r.why())
                .orElse(said);
        String lower = message.toLowerCase(Locale.ROOT);
        int code = OTHER;
        if (lower.contains("executable file not found") || lower.contains("no such file or directory")) {
            code = NOT_FOUND;
        } else if (lower.contains("permission denied") || lower.contains("is a directory")) {
            code = NOT_EXECUTABLE;
        }
        String text = message;
        int runc = message.indexOf(OCI);
        if (runc >= 0) {
            text = "failed to create task for container: failed to create shim task: "
                    + RuntimeWords.shown(message.substring(runc));
        }
        Matcher propagation = PROPAGATION.matcher(message);
        if (propagation.find()) {
            text = "path " + propagation.group(1) + " is mounted on " + propagation.group(2) + propagation.group(3);
        }
        return new StartFailure(text, code, false);
    }
}
