package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.port.out.ContainerStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Which containers use volumes. A volume of a container that is being made is in use before the container is seen, so that
 * nobody removes it meanwhile.
 */
final class VolumeUse {
    private final ContainerStore containers;
    private final Function<ObservedContainer, List<MountPoint>> mountsOf;
    private final ReentrantLock removing = new ReentrantLock();
    private final Map<String, Set<String>> heldByOwner = new ConcurrentHashMap<>();

    /**
     * Makes one.
     *
     * @param mountsOf what a container mounts
     */
    VolumeUse(ContainerStore containers, Function<ObservedContainer, List<MountPoint>> mountsOf) {
        this.containers = containers;
        this.mountsOf = mountsOf;
    }

    /** Has a container use a volume, whether it is there or not, once a removal that is under way is over. */
    void hold(String volume, String owner) {
        removing(() -> heldByOwner
                .computeIfAbsent(owner, id -> ConcurrentHashMap.newKeySet())
                .add(volume));
    }

    /** Lets go of everything that is held for a container: it mounts it now, or will never do. */
    void release(String owner) {
        heldByOwner.remove(owner);
    }

    /** Returns the IDs of the containers that use a volume, the newest first. */
    List<String> users(String volume) {
        Stream<String> held = heldByOwner.entrySet().stream()
                .filter(e -> e.getValue().contains(volume))
                .map(Map.Entry::getKey);
        Stream<String> mounting = containers.list().stream()
                .filter(c -> !c.record().removing())
                .filter(c -> mountsOf.apply(c).stream()
                        .anyMatch(m -> m.type().equals("volume") && m.name().equals(volume)))
                .sorted(Comparator.comparing((ObservedContainer c) -> c.record().created())
                        .reversed())
                .map(c -> c.record().id());
        return Stream.concat(held, mounting).distinct().toList();
    }

    /** Looks who uses volumes and removes them: nobody begins to use one between the two. */
    <T> T removing(Supplier<T> work) {
        removing.lock();
        try {
            return work.get();
        } finally {
            removing.unlock();
        }
    }
}
