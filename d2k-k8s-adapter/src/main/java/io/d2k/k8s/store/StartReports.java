package io.d2k.k8s.store;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState.Waiting;
import io.kubernetes.client.openapi.models.CoreV1Event;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What keeps pods on a node from starting, from the events in which the kubelet and the volume controllers tell it: a pod's
 * status says no more meanwhile than that its container is being created.
 */
public final class StartReports {
    /**
     * Selects, of the warnings about pods, those that are not told by the pods' statuses as well: no sandbox, no network, a
     * volume that cannot be attached or mounted.
     */
    public static final String FIELDS =
            "involvedObject.kind=Pod,type=Warning,reason!=Unhealthy,reason!=BackOff,reason!=Failed,"
                    + "reason!=FailedScheduling";

    /** As in pkg/kubelet/events and in the attach/detach controller. */
    private static final Set<String> REASONS = Set.of(
            "FailedCreatePodSandBox",
            "FailedMount",
            "FailedAttachVolume",
            "FailedMapVolume",
            "FailedPrepareDynamicResources",
            "NetworkNotReady");

    private final ByPod<Report> pods = new ByPod<>();

    private record Report(Instant at, String message) {}

    /** Returns the UID of the pod that an event is such a report on, once it has been taken in; nothing of another event. */
    Optional<String> take(CoreV1Event event) {
        if (event.getReason() == null || !REASONS.contains(event.getReason())) {
            return Optional.empty();
        }
        return ProcessReport.of(event)
                .filter(report -> !report.message().isEmpty())
                .filter(report -> Optional.ofNullable(pods.get(report.uid()))
                        .map(known -> !report.last().isBefore(known.at()))
                        .orElse(true))
                .map(report -> {
                    pods.put(report.uid(), new Report(report.last(), report.message()));
                    return report.uid();
                });
    }

    /** Returns a pod with what was reported last, where its process waits for its container to be created. */
    PodObservation told(PodObservation pod) {
        Report report = pods.get(pod.uid());
        return report != null && pod.process() instanceof Waiting w && w.creating()
                ? pod.withEnds(new Waiting(w.reason(), report.message()), pod.lastEnded())
                : pod;
    }

    /** Forgets a pod that has gone. */
    void forget(String uid) {
        pods.remove(uid);
    }
}
