package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.port.out.NodeStore;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.HandEnding;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.swarm.SwarmNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends tasks on nodes that no longer meet the constraints, as a swarm does. Kubernetes asks for a node's labels when it
 * chooses one, and not again; a DaemonSet is the exception. That they were rejected for it is noted in their pods. Tasks of
 * an earlier form are the update's business.
 */
final class TaskPlacement {
    private final ServiceStore store;
    private final NodeStore nodes;
    private final ServicePlanning planning;

    TaskPlacement(ServiceStore store, NodeStore nodes, ServicePlanning planning) {
        this.store = store;
        this.nodes = nodes;
        this.planning = planning;
    }

    /** Tells the listener of changes of nodes. */
    Subscription subscribe(Runnable listener) {
        return nodes.subscribe(listener);
    }

    /** Ends what is misplaced; whatever makes the pods of the service finds another place, or tells that there is none. */
    void enforce(ObservedService service, List<Task> tasks) {
        var record = service.record();
        if (record.spec().task().placement().constraints().isEmpty()) {
            return;
        }
        Map<String, Map<String, String>> labels = nodes.list().stream()
                .collect(Collectors.toMap(SwarmNode::name, n -> n.node().labels()));
        Set<String> living = tasks.stream()
                .filter(t -> !t.over() && t.revision() == record.revision())
                .map(Task::podUid)
                .collect(Collectors.toSet());
        List<PodObservation> placed = service.pods().stream()
                .filter(p -> p.byHand() == HandEnding.NONE)
                .map(TaskPod::pod)
                // a DaemonSet may have been first with the end of its pods, and does not say why
                .filter(p -> living.contains(p.uid()) && (!p.going() || record.workload() == WorkloadType.DAEMON_SET))
                // of nodes that may not be seen nothing is known
                .filter(p -> !labels.getOrDefault(p.node(), Map.of()).isEmpty())
                .toList();
        if (placed.isEmpty()) {
            return;
        }
        TaskPlan plan = planning.outline(record);
        placed.stream()
                .filter(p -> !plan.scheduling().keeps(labels.get(p.node())))
                .forEach(p -> store.rejectPod(p, plan.pod().grace()));
    }
}
