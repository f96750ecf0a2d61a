package io.d2k.domain.engine;

import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskState;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Ends tasks of an earlier form that make room for tasks which cannot run, as a swarm does. What made them stays for the
 * others, and makes no more than these.
 */
final class TaskRetreat {
    private final ServiceStore store;

    TaskRetreat(ServiceStore store) {
        this.store = store;
    }

    /**
     * Ends what is to go.
     *
     * @param leaving the places that make room
     */
    void of(ObservedService service, List<Task> tasks, Set<String> leaving) {
        ServiceRecord record = service.record();
        Predicate<Task> old = t -> t.revision() != record.revision();
        Set<String> ending = tasks.stream()
                .filter(old)
                .filter(t -> !t.over() && leaving.contains(t.place()))
                .map(Task::podUid)
                .collect(Collectors.toSet());
        List<TaskPod> going = service.pods().stream()
                .filter(p -> !p.pod().going() && ending.contains(p.pod().uid()))
                .toList();
        boolean retired = service.workload().isPresent();
        going.stream().filter(p -> !retired || p.slot() > 0).forEach(p -> store.stopPod(p.pod()));
        if (retired) {
            int left = (int) tasks.stream()
                    .filter(old)
                    .filter(t -> t.desired() != TaskState.REMOVE)
                    .map(Task::place)
                    .distinct()
                    .filter(p -> !leaving.contains(p))
                    .count();
            store.retire(record, going.stream().filter(p -> p.slot() == 0).toList(), left);
        }
    }
}
