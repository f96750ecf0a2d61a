package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.IdSource;
import io.d2k.domain.ObjectNames;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.in.Volumes;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.VolumeStore;
import io.d2k.domain.volume.VolumeNameRule;
import io.d2k.domain.volume.VolumePlan;
import io.d2k.domain.volume.VolumeRecord;
import io.d2k.domain.volume.VolumeSizeRule;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Volumes as claims. */
final class VolumeService implements Volumes {
    private static final Set<String> FILTERS = Set.of("dangling", "driver", "label", "label!", "name");
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "all");
    private static final String LOCAL = "local";

    private final VolumeStore store;
    private final ContainerStore containers;
    private final Function<ObservedContainer, List<MountPoint>> mountsOf;
    private final EventLog events;
    private final EngineSettings settings;
    private final Clock clock;
    private final IdSource ids;

    VolumeService(
            VolumeStore store,
            ContainerStore containers,
            Function<ObservedContainer, List<MountPoint>> mountsOf,
            EventLog events,
            EngineSettings settings,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.containers = containers;
        this.mountsOf = mountsOf;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public VolumeRecord create(String name, String driver, Map<String, String> options, Map<String, String> labels) {
        if (!name.isEmpty()) {
            VolumeNameRule.require(name);
        }
        if (!driver.isEmpty() && !driver.equals(LOCAL)) {
            throw EngineException.notFound("create " + name + ": error looking up volume plugin " + driver
                    + ": plugin \"" + driver + "\" not found");
        }
        return ensure(name, options, labels);
    }

    /** Returns whether there is a volume of that name. */
    boolean exists(String name) {
        return find(name).isPresent();
    }

    /** Returns the volume of that name, made if need be; an empty name makes an anonymous one. */
    VolumeRecord ensure(String name, Map<String, String> options, Map<String, String> labels) {
        Optional<VolumeRecord> present = name.isEmpty() ? Optional.empty() : find(name);
        if (present.isPresent()) {
            return present.get();
        }
        boolean anonymous = name.isEmpty();
        String volume = anonymous ? ids.next("volume", name) : name;
        Set<String> claims =
                store.list().stream().map(VolumeRecord::claim).collect(java.util.stream.Collectors.toSet());
        VolumeRecord made = store.create(new VolumePlan(
                volume,
                ObjectNames.of(volume, claims::contains),
                clock.instant(),
                LOCAL,
                labels,
                options,
                anonymous,
                VolumeSizeRule.bytes(volume, options, settings.volumeBytes())));
        events.publish("volume", "create", volume, Map.of("driver", LOCAL));
        return made;
    }

    @Override
    public List<VolumeRecord> list(Filters filters) {
        filters.allowOnly(FILTERS);
        boolean byUse = filters.has("dangling");
        boolean dangling = filters.flag("dangling", false);
        return store.list().stream()
                .filter(v -> !v.removing())
                .filter(v -> filters.any("name", v.name()::contains))
                .filter(v -> filters.any("driver", v.driver()::equals))
                .filter(v -> filters.matchesLabels(v.labels()) && filters.excludesLabels(v.labels()))
                .filter(v -> !byUse || users(v.name()).isEmpty() == dangling)
                .sorted(Comparator.comparing(VolumeRecord::name))
                .toList();
    }

    @Override
    public VolumeRecord inspect(String name) {
        return find(name).orElseThrow(() -> EngineException.notFound("get " + name + ": no such volume"));
    }

    @Override
    public void remove(String name, boolean force) {
        Optional<VolumeRecord> volume = find(name);
        if (volume.isEmpty()) {
            if (force) {
                return;
            }
            throw EngineException.notFound("get " + name + ": no such volume");
        }
        List<String> users = users(name);
        if (!users.isEmpty()) {
            throw EngineException.conflict(
                    "remove " + name + ": volume is in use - [" + String.join(", ", users) + "]");
        }
        delete(volume.get());
    }

    /** Removes volumes that were made for one container, as far as no other uses them. */
    void removeAnonymous(List<String> names, String ownerId) {
        for (String name : names) {
            find(name).filter(v -> List.of(ownerId).containsAll(users(name))).ifPresent(this::delete);
        }
    }

    @Override
    public List<String> prune(Filters filters) {
        filters.allowOnly(PRUNE_FILTERS);
        boolean all = filters.flag("all", false);
        List<VolumeRecord> unused = store.list().stream()
                .filter(v -> !v.removing() && (all || v.anonymous()))
                .filter(v -> filters.matchesLabels(v.labels()) && filters.excludesLabels(v.labels()))
                .filter(v -> users(v.name()).isEmpty())
                .toList();
        unused.forEach(this::delete);
        events.pruned("volume");
        return unused.stream().map(VolumeRecord::name).toList();
    }

    private Optional<VolumeRecord> find(String name) {
        return store.find(name).filter(v -> !v.removing());
    }

    private void delete(VolumeRecord volume) {
        store.remove(volume);
        events.publish("volume", "destroy", volume.name(), Map.of("driver", volume.driver()));
    }

    private List<String> users(String name) {
        return containers.list().stream()
                .filter(c -> !c.record().removing())
                .filter(c -> mountsOf.apply(c).stream()
                        .anyMatch(m -> m.type().equals("volume") && m.name().equals(name)))
                .sorted(Comparator.comparing((ObservedContainer c) -> c.record().created())
                        .reversed())
                .map(c -> c.record().id())
                .toList();
    }
}
