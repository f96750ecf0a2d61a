package io.d2k.domain.engine;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import java.util.List;
import java.util.Optional;

/** Finds the container that a client means by a name, a link, an ID or a prefix of one. */
final class ContainerLookup {
    private static final int FULL_ID = 64;

    private final ContainerStore store;

    ContainerLookup(ContainerStore store) {
        this.store = store;
    }

    /** Returns the container, or fails with Docker's words. */
    ObservedContainer require(String ref) {
        if (ref.isEmpty()) {
            throw EngineException.invalid("invalid name or ID supplied: \"\"");
        }
        return find(ref).orElseThrow(() -> EngineException.notFound("No such container: " + ref));
    }

    /** Returns a container that a request names for another's sake; that there is none makes the request wrong. */
    ObservedContainer requireNamed(String ref) {
        return find(ref).orElseThrow(() -> EngineException.invalid("No such container: " + ref));
    }

    /** Returns the container, or nothing where there is none; fails where a prefix fits several. */
    Optional<ObservedContainer> find(String ref) {
        if (ref.length() == FULL_ID) {
            Optional<ObservedContainer> exact = store.find(ref);
            if (exact.isPresent()) {
                return exact;
            }
        }
        String name = ref.startsWith("/") ? ref.substring(1) : ref;
        List<ObservedContainer> all = store.list();
        Optional<ObservedContainer> named =
                all.stream().filter(c -> c.record().name().equals(name)).findFirst();
        if (named.isPresent() || ref.isEmpty()) {
            return named;
        }
        Optional<ObservedContainer> linked = LinkIndex.target(name, all);
        if (linked.isPresent()) {
            return linked;
        }
        List<ObservedContainer> prefixed =
                all.stream().filter(c -> c.record().id().startsWith(ref)).toList();
        if (prefixed.size() > 1) {
            throw EngineException.invalid("multiple IDs found with provided prefix: " + ref);
        }
        return prefixed.stream().findFirst();
    }
}
