package io.d2k.domain.service.projection;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskView.Address;
import java.util.Comparator;
import java.util.List;

/** Where tasks and services are found. */
public final class ServiceAddresses {
    private ServiceAddresses() {}

    /**
     * Returns where a service is found: names lead to tasks, so the first of those that run, and are meant to, has the
     * address that clients may take for the service's own.
     *
     * @param tasks the tasks that are told of
     * @param networks the networks that they are on
     * @return an address for each network, none while no task runs
     */
    public static List<Address> of(ObservedService service, List<Task> tasks, List<Attachment> networks) {
        return tasks.stream()
                .filter(t -> t.status().state() == TaskState.RUNNING)
                .filter(t -> t.desired().compareTo(TaskState.SHUTDOWN) < 0)
                .sorted(Comparator.comparingInt(Task::slot).thenComparing(Task::node))
                .map(t -> of(service, t, networks))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElseGet(List::of);
    }

    /** Returns where a task is found, on each of its networks; nowhere before its pod has an address. */
    public static List<Address> of(ObservedService service, Task task, List<Attachment> networks) {
        return service.pod(task)
                .map(TaskPod::pod)
                .filter(p -> !p.ip().isEmpty())
                .map(p -> networks.stream().map(n -> new Address(n, p.ip())).toList())
                .orElseGet(List::of);
    }
}
