package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.rule.LogAttributeRule;
import io.d2k.domain.container.rule.LoggingRule;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskView;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Where the logs of tasks are: on the nodes of their pods, or, where those have gone, among what was kept. */
final class TaskLogSources {
    private static final Comparator<Task> OLDEST =
            Comparator.comparing(Task::created).thenComparing(Task::id);

    private final ServiceStore store;
    private final TaskViews views;
    private final PodLogs logs;
    private final LogArchive archive;
    private final LogKeeper keeper;

    /**
     * Makes one.
     *
     * @param archive the logs of tasks whose pods have gone
     * @param keeper keeps them there
     */
    TaskLogSources(ServiceStore store, TaskViews views, PodLogs logs, LogArchive archive, LogKeeper keeper) {
        this.store = store;
        this.views = views;
        this.logs = logs;
        this.archive = archive;
        this.keeper = keeper;
    }

    /** One task's log. */
    interface Source {
        /** Returns the task. */
        Task task();

        /** Returns the swarm labels of the task. */
        Map<String, String> labels();

        /** Returns whether the task has a terminal. */
        boolean tty();

        /** Returns whether the task is the life of its process before the present one, whose log has an end. */
        boolean previous();

        /**
         * Opens the log.
         *
         * @param follow whether to wait for more until the process ends
         * @throws IOException when there is no log (any more)
         */
        LogReader read(LogQuery query, boolean follow) throws IOException;
    }

    /** The log of a pod. */
    private record OfPod(
            PodLogs logs, PodObservation pod, boolean previous, Task task, Map<String, String> labels, boolean tty)
            implements Source {
        @Override
        public LogReader read(LogQuery query, boolean follow) throws IOException {
            return logs.open(pod, new PodLogs.Request(follow, query.since(), query.tail(), previous));
        }
    }

    /** What was kept of a pod that has gone. */
    private record Kept(List<LogLine> lines, Task task, Map<String, String> labels, boolean tty) implements Source {
        @Override
        public boolean previous() {
            return true;
        }

        @Override
        public LogReader read(LogQuery query, boolean follow) {
            return LogReader.of(lines);
        }
    }

    /** Returns the logs of tasks, the eldest first; waits, within a bound, for what is being kept. */
    List<Source> all(String serviceId, Predicate<Task> chosen) {
        // a node may have thrown away the log of a task that has ended long before its pod has gone
        return list(
                serviceId,
                chosen,
                (s, v) -> v.task().over()
                        ? kept(s, v).or(() -> ofPod(s, v))
                        : ofPod(s, v).or(() -> kept(s, v)));
    }

    /** Returns those of the logs that nodes have, at once. */
    List<Source> ofPods(String serviceId, Predicate<Task> chosen) {
        return list(serviceId, chosen, this::ofPod);
    }

    private List<Source> list(
            String serviceId, Predicate<Task> chosen, BiFunction<ObservedService, TaskView, Optional<Source>> finding) {
        return store.find(serviceId).stream()
                .filter(s -> LoggingRule.readable(
                        s.record().spec().task().container().logging()))
                .flatMap(s -> views.of(s).stream()
                        .filter(v -> chosen.test(v.task()))
                        .sorted(Comparator.comparing(TaskView::task, OLDEST))
                        .flatMap(v -> finding.apply(s, v).stream()))
                .toList();
    }

    private Optional<Source> kept(ObservedService service, TaskView view) {
        String container = TaskViews.containerId(view.task());
        keeper.awaitKept(container, !view.task().over());
        List<LogLine> lines = archive.read(container);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new Kept(lines, view.task(), attributes(view), tty(service)));
    }

    private Optional<Source> ofPod(ObservedService service, TaskView view) {
        Task task = view.task();
        return service.pod(task)
                .filter(p -> task.taken() && task.status().state() != TaskState.READY)
                .map(p -> {
                    int behind = p.slot() > 0 ? 0 : p.pod().restartCount() - task.run();
                    return new OfPod(logs, p.pod(), behind == 1, task, attributes(view), tty(service));
                })
                // the node keeps the log of the present life, and of the one before
                .filter(s -> s.previous() || present(s.pod(), task))
                .map(Source.class::cast);
    }

    private static boolean present(PodObservation pod, Task task) {
        return pod.restartCount() == task.run() || pod.run() == 0 && pod.restart() == task.run();
    }

    private static boolean tty(ObservedService service) {
        return service.record().spec().task().container().process().tty();
    }

    /** What the logging options name, and whose log it is. */
    private static Map<String, String> attributes(TaskView view) {
        ContainerRecord container = TaskContainers.record(view, List.of());
        Map<String, String> attributes =
                new TreeMap<>(LogAttributeRule.of(container, ContainerViews.config(container)));
        attributes.put("com.docker.swarm.node.id", view.nodeId());
        attributes.put(ServicePlanning.SERVICE_ID, view.service().id());
        attributes.put(ServicePlanning.TASK_ID, view.task().id());
        return attributes;
    }
}
