package io.d2k.domain.service.rule;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskView;
import io.d2k.domain.swarm.SwarmFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which services and tasks a list's filters let through. */
public final class TaskFilterRule {
    private static final Set<String> TASKS =
            Set.of("_up-to-date", "desired-state", "id", "label", "name", "node", "runtime", "service");
    private static final Set<String> SERVICES = Set.of("id", "label", "mode", "name", "runtime");
    /** A state of swarms that no task of d2k's is ever in, since Kubernetes does not tell it apart. */
    private static final String ACCEPTED = "accepted";

    private static final Set<String> STATES = Stream.concat(
                    Arrays.stream(TaskState.values()).map(TaskState::word), Stream.of(ACCEPTED))
            .collect(Collectors.toUnmodifiableSet());

    private TaskFilterRule() {}

    /**
     * Checks the filters of a list of services.
     *
     * @throws EngineException in Docker's words
     */
    public static void checkServices(Filters filters) {
        filters.allowOnly(SERVICES);
    }

    /** Returns whether a service passes. */
    public static boolean passes(Filters filters, ServiceRecord service) {
        return filters.any("id", service.id()::startsWith)
                && filters.any("name", service.name()::startsWith)
                && filters.any("mode", service.spec().mode().word()::equals)
                && filters.any("runtime", "container"::equals)
                && SwarmFilter.labels(filters.get("label"), service.spec().labels());
    }

    /**
     * Checks the filters of a list of tasks.
     *
     * @throws EngineException in Docker's words
     */
    public static void checkTasks(Filters filters) {
        filters.allowOnly(TASKS);
        for (String state : filters.get("desired-state")) {
            if (!state.isEmpty() && !STATES.contains(state.toLowerCase(Locale.ROOT))) {
                throw new EngineException(ErrorKind.UNCLASSED, "Invalid desired-state filter: '" + state + "'");
            }
        }
    }

    /**
     * Returns whether a task passes.
     *
     * @param services the ID of the service that a value of the {@code service} filter names
     * @param nodes the ID of the node that a value of the {@code node} filter names
     */
    public static boolean passes(
            Filters filters, TaskView view, Function<String, String> services, Function<String, String> nodes) {
        List<String> upToDate = filters.get("_up-to-date");
        boolean current = view.task().revision() == view.service().revision();
        return filters.any("id", view.task().id()::startsWith)
                && filters.any("name", name -> named(view, name))
                && filters.any(
                        "service", s -> services.apply(s).equals(view.service().id()))
                && filters.any("node", n -> nodes.apply(n).equals(view.nodeId()))
                && filters.any(
                        "desired-state",
                        state -> state.isEmpty() || view.task().desired().word().equalsIgnoreCase(state))
                && filters.any("runtime", "container"::equals)
                && (!upToDate.contains("true") && !upToDate.contains("1") || current)
                && SwarmFilter.labels(
                        filters.get("label"), view.service().spec().labels());
    }

    private static boolean named(TaskView view, String name) {
        return view.name().startsWith(name);
    }
}
