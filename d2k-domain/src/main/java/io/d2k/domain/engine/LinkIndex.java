package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Link;
import io.d2k.domain.container.ObservedContainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The links on the default bridge, by what they lead to: each gives a container one more name, {@code container/alias}.
 *
 * @param byTarget names without a slash at the front, by the ID of the container that has them
 * @param current the names of the containers that are linked, by ID
 */
record LinkIndex(Map<String, List<String>> byTarget, Map<String, String> current) {
    /** Returns the links among these containers, which are all that there are. */
    static LinkIndex of(List<ObservedContainer> all) {
        Map<String, List<String>> byTarget = new HashMap<>();
        for (ObservedContainer c : all) {
            c.record()
                    .links()
                    .forEach(link -> byTarget.computeIfAbsent(link.targetId(), k -> new ArrayList<>())
                            .add(c.record().name() + "/" + link.alias()));
        }
        Map<String, String> current = new HashMap<>();
        if (!byTarget.isEmpty()) { // mostly there are no links
            all.stream()
                    .map(ObservedContainer::record)
                    .filter(r -> byTarget.containsKey(r.id()))
                    .forEach(r -> current.put(r.id(), r.name()));
        }
        return new LinkIndex(byTarget, current);
    }

    /** Returns the names that a container has by links of others. */
    List<String> names(String id) {
        return byTarget.getOrDefault(id, List.of());
    }

    /** Returns the links of a container as inspect shows them. */
    List<String> texts(ContainerRecord record) {
        return record.links().stream()
                .map(link -> "/" + current.getOrDefault(link.targetId(), link.targetName()) + ":/" + record.name() + "/"
                        + link.alias())
                .toList();
    }

    /** Returns the container that {@code container/alias} means, nothing where there is no such link. */
    static Optional<ObservedContainer> target(String name, List<ObservedContainer> all) {
        int slash = name.indexOf('/');
        if (slash <= 0) {
            return Optional.empty();
        }
        return all.stream()
                .map(ObservedContainer::record)
                .filter(r -> r.name().equals(name.substring(0, slash)))
                .flatMap(r -> r.links().stream())
                .filter(link -> link.alias().equals(name.substring(slash + 1)))
                .map(Link::targetId)
                .flatMap(id -> all.stream().filter(c -> c.record().id().equals(id)))
                .findFirst();
    }
}
