package io.d2k.domain.service;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.MountRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is known of one task when its pod is made, by the names that placeholders such as {@code {{.Task.Slot}}} in the
 * spec of its service have (those of swarmkit's templates). Nothing is known of a pod that a controller of Kubernetes makes.
 *
 * @param values the values by name
 */
public record TaskFacts(Map<String, String> values) {
    /** A placeholder; its first group is what stands in it. */
    public static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    /** The name of the task's node. */
    public static final String NODE_HOSTNAME = ".Node.Hostname";

    private static final String NODE_ID = ".Node.ID";
    private static final String SLOT = ".Task.Slot";
    private static final String TASK_ID = ".Task.ID";
    private static final String TASK_NAME = ".Task.Name";

    private static final String SAMPLE_ID = "x".repeat(25);

    /** Nothing. */
    public static final TaskFacts NONE = new TaskFacts(Map.of());

    /** Copies the map. */
    public TaskFacts {
        values = Map.copyOf(values);
    }

    /** Returns what is known of a task that has a number. */
    public static TaskFacts ofSlot(int slot) {
        return new TaskFacts(Map.of(SLOT, Integer.toString(slot)));
    }

    /** Returns what is known of a task that its node stands for. */
    public static TaskFacts ofNode(String id, String hostname) {
        return of(0, id, hostname);
    }

    /**
     * Returns what is known of a task that has been made.
     *
     * @param slot its number, 0 where its node stands for it
     */
    public static TaskFacts of(int slot, String nodeId, String nodeHostname) {
        String number = slot > 0 ? Integer.toString(slot) : nodeId;
        return new TaskFacts(Map.of(SLOT, number, NODE_ID, nodeId, NODE_HOSTNAME, nodeHostname));
    }

    /** Returns what is known of some task of a service, to check its spec by. */
    public static TaskFacts sample(ServiceSpec service) {
        boolean global = service.mode().global();
        TaskFacts facts = global || ofNodes(service) ? of(global ? 0 : 1, "node", "node") : ofSlot(1);
        return facts.named(service.name(), SAMPLE_ID);
    }

    /**
     * Returns this with what a task itself is called.
     *
     * @param service the name of its service
     * @param id the task's ID
     */
    public TaskFacts named(String service, String id) {
        Map<String, String> more = new HashMap<>(values);
        more.put(TASK_ID, id);
        value(SLOT).ifPresent(place -> more.put(TASK_NAME, service + "." + place + "." + id));
        return new TaskFacts(more);
    }

    /** Returns the ID of the task; nothing where whoever makes its pod knows of no tasks. */
    public Optional<String> taskId() {
        return value(TASK_ID);
    }

    /** Returns the value of that name. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns whether the tasks of a service differ by more than Kubernetes fills in, so that each pod is made by itself. */
    public static boolean differ(ServiceSpec service) {
        return ofNodes(service)
                || all(service.task().container()).anyMatch(List.of(SLOT, TASK_ID, TASK_NAME)::contains);
    }

    /** Returns whether the node of a task has to be known before its pod is made. */
    public static boolean ofNodes(ServiceSpec service) {
        ContainerSpec spec = service.task().container();
        return names(fixed(spec)).anyMatch(List.of(NODE_ID, NODE_HOSTNAME)::contains)
                || names(spec.process().env().stream()).anyMatch(NODE_ID::equals)
                // the first of those of a job has no number, and is called by its node
                || service.mode() instanceof ServiceMode.ReplicatedJob
                        && all(spec).anyMatch(TASK_NAME::equals);
    }

    /** Returns whether a pod is told which task it is, which is chosen as it is made. */
    public static boolean ofTasks(ServiceSpec service) {
        return all(service.task().container()).anyMatch(List.of(TASK_ID, TASK_NAME)::contains);
    }

    private static Stream<String> all(ContainerSpec spec) {
        return Stream.concat(names(fixed(spec)), names(spec.process().env().stream()));
    }

    /** What Kubernetes fills nothing into. */
    private static Stream<String> fixed(ContainerSpec spec) {
        return Stream.concat(
                Stream.of(spec.process().hostname()),
                spec.storage().mounts().stream().flatMap(TaskFacts::ends));
    }

    private static Stream<String> ends(MountRequest mount) {
        return Stream.of(mount.source(), mount.target());
    }

    private static Stream<String> names(Stream<String> texts) {
        return texts.filter(t -> t.contains("{{"))
                .flatMap(t -> PLACEHOLDER.matcher(t).results().map(r -> r.group(1)));
    }
}
