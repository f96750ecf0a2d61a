package io.d2k.domain.service.projection;

import io.d2k.domain.container.ProcessState;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.UpdateConfig;
import io.d2k.domain.service.UpdateStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether an update that is under way goes on, has replaced all tasks, or has failed. */
public sealed interface UpdateProgress {
    /**
     * How long replaced tasks are watched at least. A kubelet looks at its processes once a second and then tells, so that
     * one that ends at once is seen to run for that long.
     */
    Duration LEAST_WATCH = Duration.ofSeconds(3);

    /** How much later than the end of a process the kubelet may tell of it. */
    Duration TELLING = Duration.ofMillis(1500);

    /** How much later than a client d2k may have seen that tasks run. */
    Duration SEEING = Duration.ofMillis(500);

    /** How long after the end of the watch, at most, whoever asks how the update stands waits for that to be known. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Tasks are still being replaced, or nothing is under way.
     *
     * @param lost in how many places the new tasks have failed, and none runs, which the update goes on without
     */
    record UnderWay(int lost) implements UpdateProgress {
        /** Of an update that has lost nothing, or of none. */
        public UnderWay() {
            this(0);
        }
    }

    /**
     * All tasks were replaced, and are watched a while.
     *
     * @param update when the update began
     * @param since when they were seen replaced. Not when they began: a client has to see them run before the end
     * @param watch how long a swarm watches them
     * @param leaving whether tasks that they replace have not ended yet: a swarm ends them first, so that nobody sees them
     *     after the update
     */
    record Replaced(Instant update, Instant since, Duration watch, boolean leaving) implements UpdateProgress {
        /** Returns when a swarm completes the update. */
        private Instant due() {
            return since.plus(watch);
        }

        /** Returns until when they are watched; without failure the update is completed then. */
        public Instant until() {
            Instant told = due().plus(TELLING);
            Instant least = since.plus(LEAST_WATCH);
            Instant enough = told.isBefore(least) ? told : least;
            return enough.isAfter(due()) ? enough : due();
        }

        /**
         * Returns how long to wait for what becomes of the update before telling of it, since a swarm would know by now:
         * its client ends after the monitoring time, and whoever comes next finds the update completed, or failed.
         *
         * @param shown when somebody was last told of the tasks: a client that has not seen them run yet takes a completed
         *     update for its own end
         */
        public Duration patience(Instant now, Instant shown) {
            return shown.isBefore(since) || now.isBefore(due().minus(SEEING))
                    ? Duration.ZERO
                    : Duration.between(now, due().plus(PATIENCE));
        }
    }

    /**
     * Too many new tasks have failed.
     *
     * @param taskId the last one
     */
    record Failed(String taskId) implements UpdateProgress {}

    /**
     * Judges.
     *
     * @param told the tasks that are told of
     * @param before what was judged the last time
     */
    static UpdateProgress of(ObservedService service, List<Task> told, UpdateProgress before, Instant now) {
        Optional<UpdateStatus> status = service.record().status();
        // a swarm does not watch the update of a job, whose tasks are meant to end: one that goes back stays at that
        if (service.record().spec().mode().job()
                || status.filter(s -> s.state().underWay()).isEmpty()) {
            return new UnderWay();
        }
        boolean back = status.get().state().rollback();
        UpdateConfig config = back
                ? service.record().spec().rollback()
                : service.record().spec().update();
        // those of slots that were given up are no part of the update
        List<Task> tasks =
                told.stream().filter(t -> t.desired() != TaskState.REMOVE).toList();
        int revision = service.record().revision();
        List<Task> fresh = tasks.stream().filter(t -> t.revision() == revision).toList();
        long wanted = Math.max(1, ServiceCounts.desired(service, tasks));
        // an update may begin anew before all tasks are of its form: what ended before has told already
        Instant began = status.get().started().truncatedTo(ChronoUnit.SECONDS);
        List<Task> earlier = fresh.stream()
                .filter(t -> t.over() && t.status().at().isBefore(began))
                .toList();
        List<Task> failed = fresh.stream()
                .filter(t -> !earlier.contains(t) && failed(service, t, config))
                .toList();
        boolean tolerated =
                config.failureAction().equals("continue") || places(failed).size() <= config.maxFailureRatio() * wanted;
        if (!failed.isEmpty() && !tolerated) {
            return new Failed(failed.getLast().id());
        }
        // those of places where the new ones fail stay where these were to start first
        List<Task> bad = Stream.concat(earlier.stream(), failed.stream()).toList();
        Set<String> kept = config.startFirst() ? places(bad) : Set.of();
        List<Task> old = tasks.stream()
                .filter(t -> t.revision() != revision && !t.over() && !kept.contains(t.place()))
                .toList();
        boolean oldLeft = old.stream().anyMatch(t -> t.desired() != TaskState.SHUTDOWN);
        long settled = fresh.stream()
                .filter(t -> t.status().state() == TaskState.RUNNING || ended(service, t) || bad.contains(t))
                .map(Task::place)
                .distinct()
                .count();
        long needed = ServiceCounts.desired(service, tasks);
        if (oldLeft || settled < needed) {
            return new UnderWay(lost(bad, fresh));
        }
        Instant update = status.get().started();
        Instant since = before instanceof Replaced r && r.update().equals(update) ? r.since() : now;
        return new Replaced(update, since, watch(config), !old.isEmpty() && !config.startFirst());
    }

    /**
     * Returns whether there are tasks of an earlier form that are to run on until their turn comes.
     *
     * @param tasks the tasks that are told of
     */
    static boolean unreached(ServiceRecord record, List<Task> tasks) {
        return tasks.stream()
                .filter(t -> t.revision() != record.revision() && !t.over())
                .anyMatch(t -> t.desired() != TaskState.SHUTDOWN && t.desired() != TaskState.REMOVE);
    }

    /** A swarm's updater waits after the last task, too, and then watches for longer than the delay (swarmkit {@code Updater}). */
    private static Duration watch(UpdateConfig config) {
        Duration delay = config.delay();
        return delay.plus(
                delay.compareTo(config.monitor()) >= 0 && !delay.isZero() ? delay.plusSeconds(1) : config.monitor());
    }

    private static int lost(List<Task> bad, List<Task> fresh) {
        Set<String> lost = places(bad);
        fresh.stream()
                .filter(t -> t.status().state() == TaskState.RUNNING)
                .map(Task::place)
                .forEach(lost::remove);
        return lost.size();
    }

    private static Set<String> places(List<Task> tasks) {
        return tasks.stream().map(Task::place).collect(Collectors.toCollection(HashSet::new));
    }

    /** Returns whether a task that has ended is one that was meant to. */
    private static boolean ended(ObservedService service, Task task) {
        return !service.record().spec().task().restart().always()
                && task.status().state() == TaskState.COMPLETE;
    }

    private static boolean failed(ObservedService service, Task task, UpdateConfig config) {
        TaskState state = task.status().state();
        if (state == TaskState.REJECTED) {
            return true;
        }
        // a swarm takes an end in good order for a failure too, whatever the restart condition: "or early termination"
        boolean bad = state == TaskState.FAILED || state == TaskState.COMPLETE;
        // what fails later than that is the restart condition's business
        return bad && !task.status().at().isAfter(watchedFrom(service, task).plus(config.monitor()));
    }

    /** Returns when the process of a task that has ended began. Where nobody knows any more, pods are given two seconds. */
    private static Instant watchedFrom(ObservedService service, Task task) {
        Instant end = task.status().at();
        return service.pod(task).stream()
                .flatMap(p -> Stream.concat(Stream.of(p.pod().process()), p.pod().lastEnded().stream()))
                .flatMap(s -> s instanceof ProcessState.Ended e ? Stream.of(e) : Stream.empty())
                .filter(e -> e.finishedAt().equals(end))
                .map(e -> e.startedAt().equals(Instant.EPOCH) ? end : e.startedAt())
                .findFirst()
                .orElseGet(() -> task.created().plusSeconds(2));
    }
}
