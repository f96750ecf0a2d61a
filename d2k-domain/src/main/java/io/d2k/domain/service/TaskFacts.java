package io.d2k.domain.service;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.MountRequest;
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
        return global || ofNodes(service) ? of(global ? 0 : 1, "node", "node") : ofSlot(1);
    }

    /** Returns the value of that name. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns whether the tasks of a service differ by more than Kubernetes fills in, so that each pod is made by itself. */
    public static boolean differ(ServiceSpec service) {
        return ofNodes(service)
                || names(fixed(service.task().container())).anyMatch(SLOT::equals)
                || names(service.task().container().process().env().stream()).anyMatch(SLOT::equals);
    }

    /** Returns whether the node of a task has to be known before its pod is made. */
    public static boolean ofNodes(ServiceSpec service) {
        ContainerSpec spec = service.task().container();
        return names(fixed(spec)).anyMatch(List.of(NODE_ID, NODE_HOSTNAME)::contains)
                || names(spec.process().env().stream()).anyMatch(NODE_ID::equals);
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
