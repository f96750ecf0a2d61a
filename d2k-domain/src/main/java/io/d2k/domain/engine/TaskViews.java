package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceView;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskView;
import io.d2k.domain.service.TaskView.Address;
import io.d2k.domain.service.projection.ServiceAddresses;
import io.d2k.domain.service.projection.ServiceCounts;
import io.d2k.domain.service.rule.TaskLedgerRule;
import io.d2k.domain.service.rule.TaskNetworkRule;
import io.d2k.domain.swarm.SwarmNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What there is to tell of tasks, from memory. */
final class TaskViews {
    private final ServiceStore store;
    private final SwarmService swarm;
    private final NetworkLookup lookup;
    private final PredefinedNetworks predefined;
    private final Clock clock;

    TaskViews(
            ServiceStore store, SwarmService swarm, NetworkLookup lookup, PredefinedNetworks predefined, Clock clock) {
        this.store = store;
        this.swarm = swarm;
        this.lookup = lookup;
        this.predefined = predefined;
        this.clock = clock;
    }

    /** Returns all services that have tasks: those that are being removed too, until their last task has ended. */
    Stream<ObservedService> services() {
        return Stream.concat(store.list().stream(), store.leaving().stream());
    }

    /**
     * Returns what there is to tell of a service.
     *
     * @param waiting its tasks that have no pod, since no node takes them
     */
    ServiceView service(ObservedService service, List<Task> waiting) {
        List<Task> tasks =
                Stream.concat(tasks(service).stream(), waiting.stream()).toList();
        List<Attachment> networks = networks(service.record());
        return ServiceCounts.of(service, tasks, ServiceAddresses.of(service, tasks, networks));
    }

    private List<Attachment> networks(ServiceRecord record) {
        return TaskNetworkRule.ofTask(record, PredefinedNetworks.attachment(predefined.ingress()));
    }

    /** Returns the tasks of a service that are told of. */
    List<Task> tasks(ObservedService service) {
        return TaskLedgerRule.apply(service, clock.instant());
    }

    /** Returns the views of all services' tasks. */
    List<TaskView> all() {
        return services().flatMap(s -> of(s).stream()).toList();
    }

    /** Returns the views of a service's tasks. */
    List<TaskView> of(ObservedService service) {
        return of(service, tasks(service));
    }

    /** Returns the views of some tasks of a service. */
    List<TaskView> of(ObservedService service, List<Task> tasks) {
        Map<String, String> nodes =
                swarm.roles().nodes().stream().collect(Collectors.toMap(SwarmNode::name, SwarmNode::id, (a, b) -> a));
        List<Attachment> attached = networks(service.record());
        Map<String, NetworkRecord> networks = attached.stream()
                .flatMap(n -> lookup.ofSwarm(n.networkId()).stream())
                .collect(Collectors.toMap(NetworkRecord::id, n -> n, (a, b) -> a));
        return tasks.stream()
                .map(t -> view(service, t, nodes, ServiceAddresses.of(service, t, attached), networks))
                .toList();
    }

    private static TaskView view(
            ObservedService service,
            Task task,
            Map<String, String> nodes,
            List<Address> addresses,
            Map<String, NetworkRecord> networks) {
        var record = service.record();
        String form = task.revision() == record.revision()
                ? record.spec().task().document()
                : Optional.ofNullable(record.forms().get(task.revision()))
                        .map(r -> r.task().document())
                        .orElse("");
        String container = task.taken() ? containerId(task) : "";
        // a node that d2k may not see goes by its name
        String node = task.node().isEmpty() ? "" : nodes.getOrDefault(task.node(), task.node());
        return new TaskView(task, record, form, node, container, addresses, networks);
    }

    /** Returns the ID of a task's container. */
    static String containerId(Task task) {
        return Task.containerId(task.id());
    }
}
