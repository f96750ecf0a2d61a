package io.d2k.domain.service.projection;

import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceView;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskView.Address;
import io.d2k.domain.service.WorkloadType;
import java.util.List;

/** How many tasks of a service run, and how many are meant to. */
public final class ServiceCounts {
    private ServiceCounts() {}

    /**
     * Counts.
     *
     * @param tasks the tasks that are told of
     * @param addresses where the service is found
     */
    public static ServiceView of(ObservedService service, List<Task> tasks, List<Address> addresses) {
        // a swarm ends a task before it begins the next one in its place; Kubernetes does not wait for that
        long running = places(tasks.stream()
                .filter(t -> t.status().state() == TaskState.RUNNING)
                .toList());
        long completed = tasks.stream()
                .filter(t -> t.status().state() == TaskState.COMPLETE)
                .filter(t -> t.revision() == service.record().revision())
                .count();
        boolean job = service.record().spec().mode().job();
        return new ServiceView(service.record(), running, counted(service, tasks), job ? completed : 0, addresses);
    }

    /** A swarm counts the tasks of a global service that are to run: none where one has ended for good, or waits to be tried again. */
    private static long counted(ObservedService service, List<Task> tasks) {
        boolean counts = service.record().spec().mode() instanceof ServiceMode.Global
                && service.record().workload() == WorkloadType.PODS;
        return counts
                ? places(tasks.stream()
                        .filter(t -> t.desired() == TaskState.RUNNING)
                        .toList())
                : desired(service, tasks);
    }

    /** Returns how many tasks are meant to run. */
    public static long desired(ObservedService service, List<Task> tasks) {
        return switch (service.record().spec().mode()) {
            case ServiceMode.Replicated r -> r.replicas();
            case ServiceMode.ReplicatedJob j -> j.maxConcurrent();
            case ServiceMode.Global g ->
                service.workload()
                        .filter(w -> w.template() == service.record().template())
                        .map(w -> (long) w.wanted())
                        .orElseGet(() -> places(tasks));
            case ServiceMode.GlobalJob j ->
                places(tasks.stream()
                        .filter(t ->
                                !t.over() && t.revision() == service.record().revision())
                        .toList());
        };
    }

    private static long places(List<Task> tasks) {
        return tasks.stream().map(Task::place).distinct().count();
    }
}
