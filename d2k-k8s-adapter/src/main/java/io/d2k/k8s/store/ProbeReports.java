package io.d2k.k8s.store;

import io.d2k.domain.container.ProbeResult;
import io.d2k.domain.container.ProbeResult.Outcome;
import io.kubernetes.client.openapi.models.CoreV1Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Failed readiness and startup checks of pods, from the events in which the kubelet reports them. It reports each failure; of equal
 * ones the event tells the number, the first and the last, so that those between are taken as evenly spread.
 */
final class ProbeReports {
    /** More than the kubelet reports of one pod before it falls silent. */
    private static final int FAILURES = 32;

    private static final int OUTPUT = 4096;
    private static final Pattern REPORT =
            Pattern.compile("(Startup|Readiness) probe (?:failed|errored): (.*)", Pattern.DOTALL);

    /** How a kubelet tells of a check that took too long; what that check printed it does not tell. */
    private static final Pattern LIMIT =
            Pattern.compile("^command timed out: .* timed out after (\\S+)\\s*$", Pattern.DOTALL);

    private final ByPod<Pod> pods = new ByPod<>();

    /** What is known of one pod. */
    private static final class Pod {
        private final Map<String, Count> events = new HashMap<>();
        private final Deque<ProbeResult> failures = new ArrayDeque<>();
    }

    private record Count(int number, Instant last) {}

    /** Returns the UID of the pod that an event is a report on, once it has been taken in; nothing where it is none. */
    Optional<String> take(CoreV1Event event) {
        Optional<ProcessReport> report = ProcessReport.of(event);
        Matcher words = REPORT.matcher(report.map(ProcessReport::message).orElse(""));
        if (!words.find()) {
            return Optional.empty();
        }
        Pod pod = pods.computeIfAbsent(report.get().uid(), key -> new Pod());
        Instant last = report.get().last();
        int number = event.getCount() == null ? 1 : event.getCount();
        Count known = pod.events.getOrDefault(
                event.getMetadata().getUid(), new Count(0, report.get().first()));
        if (number > known.number()) {
            pod.events.put(event.getMetadata().getUid(), new Count(number, last));
            add(pod, known, number, last, words);
        }
        return report.map(ProcessReport::uid);
    }

    private static void add(Pod pod, Count known, int number, Instant last, MatchResult report) {
        int fresh = number - known.number();
        // of a new event the first time is a failure's own, of a known one it was counted before
        int steps = known.number() == 0 ? Math.max(1, fresh - 1) : fresh;
        Duration step = Duration.between(known.last(), last).dividedBy(steps);
        boolean start = report.group(1).equals("Startup");
        String output = report.group(2);
        String text = output.substring(0, Math.min(OUTPUT, output.length()));
        boolean late = text.contains("timed out") || text.contains("DeadlineExceeded");
        Outcome outcome = late ? Outcome.TIMED_OUT : Outcome.FAILED;
        for (int i = Math.max(0, fresh - FAILURES); i < fresh; i++) {
            Instant at = last.minus(step.multipliedBy(fresh - 1L - i));
            pod.failures.addLast(new ProbeResult(at, outcome, inDockersWords(text), start));
            if (pod.failures.size() > FAILURES) {
                pod.failures.removeFirst();
            }
        }
    }

    private static String inDockersWords(String text) {
        Matcher limit = LIMIT.matcher(text);
        return limit.find() ? "Health check exceeded timeout (" + limit.group(1) + ")" : text;
    }

    /** Returns the failures of a pod's checks, in order. */
    List<ProbeResult> of(String uid) {
        Pod pod = pods.get(uid);
        return pod == null
                ? List.of()
                : pod.failures.stream()
                        .sorted(Comparator.comparing(ProbeResult::at))
                        .toList();
    }

    /** Forgets a pod that has gone. */
    void forget(String uid) {
        pods.remove(uid);
    }
}
