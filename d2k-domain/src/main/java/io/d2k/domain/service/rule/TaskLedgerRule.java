package io.d2k.domain.service.rule;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StartFailure;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.service.projection.TaskStateProjection;
import io.d2k.domain.swarm.SwarmId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The book of a service's tasks: what is written down, brought up to date with the pods that are there. A task keeps its
 * slot once it has one, the tasks that a slot had stay in the book for a while, and whoever applies the rule to the same
 * state gets the same book; so reads need not wait for it to be written.
 */
public final class TaskLedgerRule {
    /** How many tasks of one slot are told of, as in a swarm with its default settings. */
    private static final int HISTORY = 5;
    /** The most, since all of them have to be written down. */
    static final int MOST = 25;

    private final ServiceRecord record;
    private final Instant now;
    private final PodTaskRule life;
    private final SlotRule slots;
    private final Map<String, Task> book = new LinkedHashMap<>();
    private final Map<String, TaskPod> pods;

    private TaskLedgerRule(ObservedService service, Instant now) {
        this.record = service.record();
        this.now = now;
        this.pods = service.pods().stream()
                .collect(Collectors.toMap(p -> p.pod().uid(), Function.identity(), (a, b) -> b, TreeMap::new));
        this.life = new PodTaskRule(record, now);
        Set<Integer> leaving = service.written().stream()
                .filter(t -> t.desired() == TaskState.REMOVE)
                .map(Task::slot)
                .collect(Collectors.toSet());
        this.slots = new SlotRule(record.spec().mode(), record.workload(), pods, leaving);
        service.written().forEach(t -> book.put(key(t.podUid(), t.run()), t));
    }

    /** Returns all tasks that are told of, in no order. */
    public static List<Task> apply(ObservedService service, Instant now) {
        TaskLedgerRule rule = new TaskLedgerRule(service, now);
        rule.closeThoseWithoutPod();
        service.pods().stream()
                .sorted(Comparator.comparing((TaskPod p) -> p.pod().created())
                        .thenComparingInt(TaskPod::template)
                        .thenComparing(p -> p.pod().name()))
                .forEach(rule::take);
        rule.dropSlots();
        rule.dropIterations();
        rule.removeAll();
        return latest(rule.book.values(), history(service.record()));
    }

    /**
     * Returns how many tasks of one slot are told of: a swarm that counts attempts keeps those and the first one, be they fewer
     * than its settings say or more.
     */
    public static int history(ServiceRecord record) {
        long attempts = record.spec().task().restart().maxAttempts();
        return attempts == 0 ? HISTORY : (int) Math.min(attempts + 1, MOST);
    }

    private static String key(String uid, int run) {
        return uid + "/" + run;
    }

    /** Returns the ID of a task. */
    public static String id(String podUid, int run) {
        return SwarmId.of(run == 0 ? podUid : key(podUid, run));
    }

    private void closeThoseWithoutPod() {
        book.replaceAll((key, task) -> pods.containsKey(task.podUid()) || task.over() ? task : stopped(task));
    }

    private Task stopped(Task task) {
        return task.with(TaskStateProjection.stopped(Optional.empty(), now), TaskState.SHUTDOWN);
    }

    private void take(TaskPod p) {
        PodObservation pod = p.pod();
        if (pod.unprepared().isPresent()) {
            // replaced by one that leaves its volumes empty, so that this one was no try at the task
            book.remove(key(pod.uid(), 0));
            return;
        }
        // pods that d2k made itself live once, and count their attempts
        boolean inPlace = p.slot() == 0 && record.workload() != WorkloadType.PODS;
        int current = inPlace ? pod.restartCount() : pod.restart();
        // a process that waits after it has ended is about to begin another life
        boolean between = inPlace
                && pod.process() instanceof ProcessState.Waiting
                && pod.lastEnded().isPresent()
                && StartFailure.atPresent(pod).isEmpty();
        int ended = between ? current : current - 1;
        int living = between ? current + 1 : current;
        for (int run = 0; inPlace && run <= ended; run++) {
            close(p, run, run == ended ? pod.lastEnded() : Optional.empty());
        }
        if (between) {
            if (!pod.going()) {
                put(p, living, since -> TaskStatus.of(TaskState.READY, since, ""), TaskState.READY);
            }
            return;
        }
        put(p, living, since -> life.status(p, since), life.desired(p));
    }

    private void close(TaskPod p, int run, Optional<ProcessState.Ended> end) {
        String key = key(p.pod().uid(), run);
        Optional<Task> known = Optional.ofNullable(book.get(key));
        Optional<Task> guessed = known.filter(t -> end.isPresent() && !p.pod().going() && guessed(t.status()));
        if (guessed.isPresent()) {
            book.put(key, guessed.get().with(TaskStateProjection.ended(end.get()), TaskState.SHUTDOWN));
            return;
        }
        if (known.filter(t -> t.over() && t.desired() == TaskState.SHUTDOWN).isPresent()
                && !end.filter(ProcessState.Ended::explained).isPresent()) {
            return;
        }
        if (known.isEmpty() && end.isEmpty()) {
            return; // nobody saw it, and nothing is known of it any more
        }
        put(
                p,
                run,
                since -> end.map(e -> life.ended(p, known, e)).orElseGet(() -> stoppedOrKnown(known, since)),
                TaskState.SHUTDOWN);
    }

    /** A kubelet may tell that a process has begun anew before it tells how the one before ended. */
    private static boolean guessed(TaskStatus status) {
        return status.state() == TaskState.SHUTDOWN && status.exitCode().isEmpty();
    }

    private static TaskStatus stoppedOrKnown(Optional<Task> known, Instant since) {
        return known.map(Task::status)
                .filter(s -> s.state().terminal())
                .orElseGet(() -> TaskStateProjection.stopped(Optional.empty(), since));
    }

    private void put(TaskPod p, int run, Function<Instant, TaskStatus> status, TaskState desired) {
        PodObservation pod = p.pod();
        String key = key(pod.uid(), run);
        Task task = book.get(key);
        if (task == null) {
            int slot = slot(p);
            Instant created = afterOthers(run == 0 || p.slot() > 0 ? pod.created() : begun(pod, run), slot, p.node());
            task = new Task(
                    p.taskId().isEmpty() ? id(pod.uid(), run) : p.taskId(),
                    slot,
                    pod.uid(),
                    pod.name(),
                    run,
                    p.node(),
                    created,
                    revision(p),
                    TaskStatus.of(TaskState.NEW, created, ""),
                    desired);
        }
        TaskStatus next = status.apply(
                task.status().state() == TaskState.NEW
                        ? task.created()
                        : task.status().at());
        boolean over = life.stopped(pod) && task.over(); // what has ended is not stopped once more with its pod
        Task now = task.on(p.node())
                .with(
                        over ? task.status() : settled(task.status(), next),
                        over && task.desired() == TaskState.COMPLETE ? TaskState.COMPLETE : desired);
        book.put(key, now.over() || now.desired() == TaskState.SHUTDOWN ? now : now.of(revision(p)));
    }

    /** A task that lives is of the present form also where it has that since before the last change. */
    private int revision(TaskPod p) {
        return p.template() == record.template() ? record.revision() : p.template();
    }

    /** Kubernetes tells whole seconds, and clients sort by time: what follows in a place within one is told as later. */
    private Instant afterOthers(Instant created, int slot, String node) {
        return book.values().stream()
                .filter(t -> t.slot() == slot && (slot > 0 || t.node().equals(node)))
                .map(Task::created)
                .filter(other -> !other.isBefore(created) && other.isBefore(created.plusSeconds(1)))
                .max(Comparator.naturalOrder())
                .map(last -> last.plusMillis(1))
                .orElse(created);
    }

    private Instant begun(PodObservation pod, int run) {
        Instant previous = Optional.ofNullable(book.get(key(pod.uid(), run - 1)))
                .map(t -> t.status().at())
                .orElse(now);
        return previous.isAfter(pod.created()) ? previous : pod.created();
    }

    /**
     * A state that has not changed keeps its time; what was stopped stays stopped. What was rejected is not rejected for
     * another reason: its image is that of its own form, whatever the service has by now.
     */
    private static TaskStatus settled(TaskStatus before, TaskStatus next) {
        boolean same = before.state() == next.state()
                && (before.state() == TaskState.REJECTED || before.error().equals(next.error()));
        // reports that explain an end are kept for a while only
        boolean explained = before.state() == next.state()
                && before.exitCode().isPresent()
                && before.error().startsWith(next.error());
        if (before.state() == TaskState.SHUTDOWN && next.state().terminal()
                || explained
                || same && next.exitCode().isEmpty()) {
            return before;
        }
        return next;
    }

    private int slot(TaskPod p) {
        if (record.spec().mode().global()) {
            return 0;
        }
        if (p.slot() > 0) {
            return p.slot();
        }
        Optional<Integer> known = book.values().stream()
                .filter(t -> t.podUid().equals(p.pod().uid()))
                .map(Task::slot)
                .findFirst();
        return known.orElseGet(() -> slots.free(p, book.values()));
    }

    /** A service that was scaled down forgets the slots that it gave up, once their last pods have gone. */
    private void dropSlots() {
        if (record.spec().mode().global()) {
            return;
        }
        for (int slot : slots.givenUp(book.values())) {
            book.values().removeIf(t -> t.slot() == slot && !ending(t));
            book.replaceAll((key, t) -> t.slot() == slot ? t.with(t.status(), TaskState.REMOVE) : t);
        }
    }

    /**
     * A global job that runs anew forgets how it ran before; replicated ones forget what they ended for it alone, once it
     * has.
     */
    private void dropIterations() {
        if (record.spec().mode() instanceof ServiceMode.ReplicatedJob) {
            book.values()
                    .removeIf(
                            t -> t.revision() != record.revision() && t.status().state() == TaskState.SHUTDOWN);
        }
        if (record.spec().mode() instanceof ServiceMode.GlobalJob) {
            book.values().removeIf(t -> t.revision() != record.revision() && t.over());
        }
    }

    /** The tasks of a service that was removed are only waited for. */
    private void removeAll() {
        if (record.removing()) {
            book.replaceAll((key, t) -> t.with(t.status(), TaskState.REMOVE));
        }
    }

    /** A pod that is being deleted may lose its process's end before it has gone: it would be taken for another task. */
    private boolean ending(Task task) {
        return Optional.ofNullable(pods.get(task.podUid()))
                .filter(p -> !task.over() || p.pod().going() || p.pod().process() instanceof ProcessState.Ended)
                .isPresent();
    }

    /**
     * Returns the tasks of each place that are told of: those that live, and of the others the latest.
     *
     * @param history how many of each place
     */
    public static List<Task> latest(Collection<Task> tasks, int history) {
        Map<String, List<Task>> places = new HashMap<>();
        tasks.forEach(
                t -> places.computeIfAbsent(t.place(), k -> new ArrayList<>()).add(t));
        List<Task> kept = new ArrayList<>();
        for (List<Task> place : places.values()) {
            place.sort(Comparator.comparing(Task::over)
                    .thenComparing(Comparator.comparing(Task::created)
                            .thenComparingInt(Task::run)
                            .reversed()));
            kept.addAll(place.subList(0, Math.min(place.size(), history)));
        }
        kept.sort(Comparator.comparingInt(Task::slot)
                .thenComparing(Task::node)
                .thenComparing(Task::created)
                .thenComparingInt(Task::run)
                .thenComparing(Task::id));
        return kept;
    }
}
