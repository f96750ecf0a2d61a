package io.d2k.k8s.store;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.ProcessState.Ended;
import io.kubernetes.client.openapi.models.CoreV1Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which processes kubelets ended because their health checks failed, from their events: a pod's status tells no more of
 * such an end than its exit code. Of a process that it starts again in its pod the kubelet announces such an end as what
 * it is. Of one in a pod that lives once it reports a failed check, and with it that it stops the container, which nobody
 * else has asked for: neither is the pod being deleted, nor has it a reason to have failed as a whole.
 */
final class ProbeKills {
    /** More lives than a pod has tasks in the book. */
    private static final int REPORTS = 16;

    /** A container is stopped in the second of the check or in the one that follows. */
    private static final Duration BEFORE = Duration.ofSeconds(2);

    private static final Pattern KILLED = Pattern.compile("Container \\S+ failed (liveness|startup) probe");
    private static final Pattern FAILED = Pattern.compile("(Liveness|Startup) probe (?:failed|errored)");
    private static final Pattern STOPPED = Pattern.compile("(Stopping) container ");

    private final ByPod<Pod> pods = new ByPod<>();

    /** What was reported of one pod, by time. */
    private record Pod(
            NavigableMap<Instant, String> kills,
            NavigableMap<Instant, String> failures,
            NavigableMap<Instant, String> stops) {
        Pod() {
            this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        }
    }

    /** Returns the UID of the pod that an event is such a report on, once it has been taken in; nothing of another event. */
    Optional<String> take(CoreV1Event event) {
        Optional<ProcessReport> report = ProcessReport.of(event);
        if (report.isEmpty()) {
            return Optional.empty();
        }
        Pod pod = pods.getOrDefault(report.get().uid(), new Pod());
        boolean taken = note(report.get(), KILLED, pod.kills())
                || note(report.get(), FAILED, pod.failures())
                || note(report.get(), STOPPED, pod.stops());
        if (taken) {
            pods.put(report.get().uid(), pod);
        }
        return report.filter(r -> taken).map(ProcessReport::uid);
    }

    private static boolean note(ProcessReport report, Pattern words, NavigableMap<Instant, String> times) {
        Matcher matcher = words.matcher(report.message());
        if (!matcher.lookingAt()) {
            return false;
        }
        String reason =
                matcher.group(1).equalsIgnoreCase("startup") ? ProcessState.NEVER_HEALTHY : ProcessState.UNHEALTHY;
        // of equal events only the first and the last tell their times
        times.put(report.first(), reason);
        times.put(report.last(), reason);
        while (times.size() > REPORTS) {
            times.pollFirstEntry();
        }
        return true;
    }

    /** Returns a pod with the reason of those of its process's ends that were reported. */
    PodObservation judge(PodObservation pod) {
        Pod reports = pods.get(pod.uid());
        if (reports == null) {
            return pod;
        }
        boolean asked = pod.going() || !pod.reason().isEmpty();
        return pod.withEnds(
                pod.process() instanceof Ended end ? judged(reports, end, asked) : pod.process(),
                pod.lastEnded().map(end -> judged(reports, end, asked)));
    }

    private static Ended judged(Pod reports, Ended end, boolean asked) {
        Optional<Map.Entry<Instant, String>> told = last(reports.kills(), end.startedAt(), end.finishedAt());
        return told.or(() -> asked
                        ? Optional.empty()
                        : last(reports.stops(), end.startedAt(), end.finishedAt())
                                .map(Map.Entry::getKey)
                                .flatMap(stop -> last(reports.failures(), stop.minus(BEFORE), stop)))
                .map(report -> end.because(report.getValue()))
                .orElse(end);
    }

    /** Times are whole seconds: what was reported in the one in which a life began belongs to the life before. */
    private static Optional<Map.Entry<Instant, String>> last(
            NavigableMap<Instant, String> reports, Instant after, Instant until) {
        return Optional.ofNullable(reports.floorEntry(until))
                .filter(report -> report.getKey().isAfter(after));
    }

    /** Forgets a pod that has gone. */
    void forget(String uid) {
        pods.remove(uid);
    }
}
