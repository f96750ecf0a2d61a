package io.d2k.k8s.store;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProbeResult;
import io.d2k.domain.container.ProcessState;
import io.d2k.k8s.manifest.FillContainer;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.d2k.k8s.manifest.Preparation;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the cluster says of a pod, in the domain's words. */
public final class PodObservations {
    /** Killed: what Docker shows where the process's own exit code will never be known. */
    private static final int KILLED = 137;
    /** Words of kubelets for a container whose command could not be executed. */
    private static final Set<String> CANNOT_RUN = Set.of("StartError", "ContainerCannotRun");

    private PodObservations() {}

    /** Returns the observation of a pod of d2k's. */
    public static PodObservation of(V1Pod pod) {
        return of(pod, List.of());
    }

    /** Returns the observation of a pod of d2k's whose readiness check has failed so. */
    static PodObservation of(V1Pod pod, List<ProbeResult> failures) {
        V1ObjectMeta metadata = pod.getMetadata();
        V1PodStatus status = pod.getStatus() == null ? new V1PodStatus() : pod.getStatus();
        Optional<V1ContainerStatus> main = list(status.getContainerStatuses()).stream()
                .filter(container -> Names.MAIN_CONTAINER.equals(container.getName()))
                .findFirst();
        boolean ready = main.map(V1ContainerStatus::getReady).orElse(false);
        return new PodObservation(
                metadata.getName(),
                text(metadata.getUid()),
                number(metadata, Keys.RUN),
                number(metadata, Keys.RESTART),
                text(pod.getSpec() == null ? null : pod.getSpec().getNodeName()),
                text(status.getPodIP()),
                instant(metadata.getCreationTimestamp()).orElse(Instant.EPOCH),
                metadata.getDeletionTimestamp() != null,
                text(status.getPhase()),
                text(status.getReason()),
                text(status.getMessage()),
                unschedulable(status),
                process(pod, status, main.map(V1ContainerStatus::getState)),
                main.map(V1ContainerStatus::getLastState)
                        .map(V1ContainerState::getTerminated)
                        .map(ended -> ended(pod, status, ended)),
                main.map(V1ContainerStatus::getRestartCount).orElse(0),
                ready,
                started(pod, main),
                main.map(V1ContainerStatus::getImageID).orElse(""),
                readinessSince(status, ready),
                failures,
                report(status),
                gate(metadata),
                main.map(V1ContainerStatus::getState)
                        .map(V1ContainerState::getTerminated)
                        .flatMap(end -> layer(pod, end)));
    }

    private static boolean started(V1Pod pod, Optional<V1ContainerStatus> main) {
        // without such a check the kubelet calls what runs started, too
        return pod.getSpec() != null
                && list(pod.getSpec().getContainers()).stream()
                        .anyMatch(c -> Names.MAIN_CONTAINER.equals(c.getName()) && c.getStartupProbe() != null)
                && main.map(V1ContainerStatus::getStarted).orElse(false);
    }

    private static Optional<Instant> readinessSince(V1PodStatus status, boolean ready) {
        return list(status.getConditions()).stream()
                .filter(c -> "ContainersReady".equals(c.getType()))
                .filter(c -> (ready ? "True" : "False").equals(c.getStatus()))
                .flatMap(c -> instant(c.getLastTransitionTime()).stream())
                .findFirst();
    }

    /**
     * A pod can fail as a whole: evicted, refused by the node's admission, past its deadline. The kubelet then reports no
     * exit of the process, or (older kubelets) takes its report back; since nothing runs any more, that counts as a kill.
     */
    private static ProcessState process(V1Pod pod, V1PodStatus status, Optional<V1ContainerState> state) {
        Optional<ProcessState.Waiting> unprepared = unprepared(status, state);
        if (unprepared.isPresent()) {
            return unprepared.get();
        }
        Optional<V1ContainerStateTerminated> terminated = state.map(V1ContainerState::getTerminated);
        Optional<ProcessState.Waiting> ungated = terminated
                .filter(t -> gate(pod.getMetadata()) != PodObservation.Gate.NONE)
                .flatMap(PodObservations::ungated);
        if (ungated.isPresent()) {
            return ungated.get();
        }
        if (terminated.isPresent()) {
            return ended(pod, status, terminated.get());
        }
        Optional<Instant> since = state.map(V1ContainerState::getRunning).flatMap(r -> instant(r.getStartedAt()));
        if ("Failed".equals(status.getPhase()) || "Succeeded".equals(status.getPhase())) {
            return new ProcessState.Ended(
                    "Failed".equals(status.getPhase()) ? KILLED : 0,
                    text(status.getReason()),
                    text(status.getMessage()),
                    since.orElse(Instant.EPOCH),
                    lastNews(pod, status));
        }
        if (state.map(V1ContainerState::getRunning).isPresent()) {
            return new ProcessState.Running(since.orElseGet(() -> lastNews(pod, status)));
        }
        return state.map(V1ContainerState::getWaiting)
                .<ProcessState>map(
                        waiting -> new ProcessState.Waiting(text(waiting.getReason()), text(waiting.getMessage())))
                .orElseGet(ProcessState::unknown);
    }

    /** The process waits for the steps before it: what keeps one from being done keeps the process from starting. */
    private static Optional<ProcessState.Waiting> unprepared(V1PodStatus status, Optional<V1ContainerState> main) {
        if (main.filter(s -> s.getRunning() != null || s.getTerminated() != null)
                .isPresent()) {
            return Optional.empty();
        }
        List<V1ContainerStatus> steps = steps(status);
        Optional<V1ContainerStateTerminated> ended = steps.stream()
                .flatMap(PodObservations::lastEnd)
                .filter(t -> t.getExitCode() == null || t.getExitCode() != 0)
                .findFirst();
        if (ended.isPresent()) {
            String words = text(ended.get().getMessage());
            boolean noShell = CANNOT_RUN.contains(text(ended.get().getReason())) && lacksShell(words);
            return Optional.of(new ProcessState.Waiting(
                    noShell ? ProcessState.UNPREPARED : ProcessState.FILL_FAILED,
                    words.isEmpty() ? text(ended.get().getReason()) : words));
        }
        return steps.stream()
                .map(V1ContainerStatus::getState)
                .flatMap(s -> Stream.ofNullable(s == null ? null : s.getWaiting()))
                .filter(w -> !text(w.getReason()).isEmpty() && !"PodInitializing".equals(w.getReason()))
                .map(w -> new ProcessState.Waiting(
                        "RunContainerError".equals(w.getReason()) && lacksShell(text(w.getMessage()))
                                ? ProcessState.UNPREPARED
                                : w.getReason(),
                        text(w.getMessage())))
                .findFirst();
    }

    private static PodObservation.Gate gate(V1ObjectMeta metadata) {
        return Keys.annotation(metadata, Keys.GATE)
                .map(text -> text.equals(Keys.GATE_SHUT) ? PodObservation.Gate.SHUT : PodObservation.Gate.OPEN)
                .orElse(PodObservation.Gate.NONE);
    }

    /** The shell that was to hold the process back is not there, or has found nothing to run: nothing has begun. */
    private static Optional<ProcessState.Waiting> ungated(V1ContainerStateTerminated end) {
        String words = text(end.getMessage());
        boolean noShell = CANNOT_RUN.contains(text(end.getReason())) && lacksShell(words);
        return noShell || words.equals(ProcessState.GATE_REFUSED)
                ? Optional.of(new ProcessState.Waiting(ProcessState.UNGATED, words))
                : Optional.empty();
    }

    private static Optional<KeptLayer> layer(V1Pod pod, V1ContainerStateTerminated end) {
        return asked(pod)
                ? KeptLayer.told(text(pod.getSpec().getNodeName()), text(end.getMessage()))
                : Optional.empty();
    }

    /** Only what was asked to leave words about files has: others may say what they like. */
    private static boolean asked(V1Pod pod) {
        return pod.getSpec() != null
                && list(pod.getSpec().getContainers()).stream()
                        .map(V1Container::getTerminationMessagePath)
                        .anyMatch(path -> text(path).startsWith(KeptLayer.DIRECTORY));
    }

    private static boolean ownWords(V1Pod pod, V1ContainerStateTerminated end) {
        String words = text(end.getMessage()).strip();
        return asked(pod) && (words.equals(KeptLayer.PLACED) || layer(pod, end).isPresent());
    }

    private static Stream<V1ContainerStateTerminated> lastEnd(V1ContainerStatus step) {
        return Stream.of(Optional.ofNullable(step.getState()), Optional.ofNullable(step.getLastState()))
                .flatMap(state -> state.map(V1ContainerState::getTerminated).stream())
                .limit(1);
    }

    /** All runtimes name the program that they did not find; a start also fails for what has nothing to do with the image. */
    private static boolean lacksShell(String message) {
        return message.contains(FillContainer.SHELL);
    }

    private static List<V1ContainerStatus> steps(V1PodStatus status) {
        return list(status.getInitContainerStatuses()).stream()
                .filter(container -> Preparation.isStep(container.getName()))
                .toList();
    }

    private static String report(V1PodStatus status) {
        return steps(status).stream()
                .flatMap(PodObservations::lastEnd)
                .map(t -> text(t.getMessage()).strip())
                .collect(Collectors.joining("\n"));
    }

    private static ProcessState.Ended ended(V1Pod pod, V1PodStatus status, V1ContainerStateTerminated state) {
        return new ProcessState.Ended(
                state.getExitCode() == null ? KILLED : state.getExitCode(),
                text(state.getReason()),
                ownWords(pod, state) ? "" : text(state.getMessage()),
                instant(state.getStartedAt()).orElse(Instant.EPOCH),
                instant(state.getFinishedAt())
                        .filter(at -> at.isAfter(Instant.EPOCH))
                        .orElseGet(() -> lastNews(pod, status)));
    }

    private static String unschedulable(V1PodStatus status) {
        return list(status.getConditions()).stream()
                .filter(c -> "PodScheduled".equals(c.getType())
                        && "False".equals(c.getStatus())
                        && "Unschedulable".equals(c.getReason()))
                .map(c -> text(c.getMessage()))
                .findFirst()
                .orElse("");
    }

    /** Returns when the cluster last had news of the pod: the best known time of what it tells no time of. */
    private static Instant lastNews(V1Pod pod, V1PodStatus status) {
        Stream<OffsetDateTime> conditions =
                list(status.getConditions()).stream().map(V1PodCondition::getLastTransitionTime);
        Stream<OffsetDateTime> others =
                Stream.of(status.getStartTime(), pod.getMetadata().getCreationTimestamp());
        return Stream.concat(conditions, others)
                .filter(Objects::nonNull)
                .map(OffsetDateTime::toInstant)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private static int number(V1ObjectMeta metadata, String key) {
        return Keys.label(metadata, key)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .orElse(0);
    }

    private static Optional<Instant> instant(OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    private static <E> List<E> list(List<E> list) {
        return list == null ? List.of() : list;
    }
}
