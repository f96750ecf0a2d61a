package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.port.in.Tasks;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceLog;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskView;
import io.d2k.domain.service.rule.TaskFilterRule;
import io.d2k.domain.service.rule.TaskLedgerRule;
import io.d2k.domain.swarm.SwarmLookup;
import io.d2k.domain.swarm.SwarmNode;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tasks, from memory. */
final class TaskService implements Tasks {
    private static final SwarmLookup<TaskView> LOOKUP =
            new SwarmLookup<>("task", v -> v.task().id(), TaskView::name);
    private static final SwarmLookup<SwarmNode> NODES = new SwarmLookup<>("node", SwarmNode::id, SwarmNode::name);

    private final ServiceStore store;
    private final TaskViews views;
    private final TaskLauncher launcher;
    private final TaskTrials trials;
    private final SwarmService swarm;
    private final ServiceLogs logs;
    private final ServiceKeeper keeper;
    private final Clock clock;

    TaskService(
            ServiceStore store,
            TaskViews views,
            TaskLauncher launcher,
            TaskTrials trials,
            SwarmService swarm,
            ServiceLogs logs,
            ServiceKeeper keeper,
            Clock clock) {
        this.store = store;
        this.views = views;
        this.launcher = launcher;
        this.trials = trials;
        this.swarm = swarm;
        this.logs = logs;
        this.keeper = keeper;
        this.clock = clock;
    }

    @Override
    public List<TaskView> list(Filters filters) {
        TaskFilterRule.checkTasks(filters);
        List<ServiceRecord> services =
                store.list().stream().map(ObservedService::record).toList();
        List<SwarmNode> nodes = swarm.roles().nodes();
        Map<String, String> ids = new HashMap<>();
        filters.get("service")
                .forEach(s ->
                        ids.put(s, ServiceService.LOOKUP.require(services, s).id()));
        Map<String, String> nodeIds = new HashMap<>();
        // where no nodes may be seen, they go by their names
        filters.get("node")
                .forEach(n -> nodeIds.put(
                        n, nodes.isEmpty() ? n : NODES.require(nodes, n).id()));
        Instant seen = clock.instant();
        List<TaskView> passing = told().stream()
                .filter(v -> TaskFilterRule.passes(filters, v, ids::get, nodeIds::get))
                .toList();
        passing.stream().map(v -> v.service().id()).distinct().forEach(id -> keeper.shown(id, seen));
        return passing;
    }

    /** A task that was to be removed is no more once it has ended, though its pod may take a while to go. */
    private List<TaskView> told() {
        return views.services()
                .flatMap(s -> views.of(s, all(s)).stream())
                .filter(v -> v.task().desired() != TaskState.REMOVE || !v.task().over())
                .toList();
    }

    /** Those that have no pod yet count among the tasks of their place as the others do. */
    private List<Task> all(ObservedService service) {
        List<Task> tasks = views.tasks(service);
        List<Task> waiting = waiting(service, tasks);
        return waiting.isEmpty()
                ? tasks
                : TaskLedgerRule.latest(
                        Stream.concat(tasks.stream(), waiting.stream()).toList(),
                        TaskLedgerRule.history(service.record()));
    }

    private List<Task> waiting(ObservedService service, List<Task> tasks) {
        try {
            return trials.fault(service).isPresent()
                    ? trials.waiting(service, tasks)
                    : launcher.waiting(service, tasks);
        } catch (EngineException e) { // its keeper tells what is wrong with it, and the others are told of
            return List.of();
        }
    }

    @Override
    public TaskView inspect(String ref) {
        return LOOKUP.require(told(), ref);
    }

    @Override
    public ServiceLog logs(String ref, LogQuery query) {
        TaskView view = inspect(ref);
        return logs.open(view.service().id(), t -> t.id().equals(view.task().id()), query);
    }
}
