package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.in.Dependencies;
import io.d2k.domain.port.out.DependencyStore;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencyKind;
import io.d2k.domain.swarm.DependencyRule;
import io.d2k.domain.swarm.DependencySpec;
import io.d2k.domain.swarm.ServiceUse;
import io.d2k.domain.swarm.SwarmLookup;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Secrets, or configs. */
final class DependencyService implements Dependencies {
    private final DependencyKind kind;
    private final DependencyStore store;
    private final ServiceUse use;
    private final EventLog events;
    private final Clock clock;
    private final SwarmLookup<Dependency> lookup;

    DependencyService(DependencyKind kind, DependencyStore store, ServiceUse use, EventLog events, Clock clock) {
        this.kind = kind;
        this.store = store;
        this.use = use;
        this.events = events;
        this.clock = clock;
        this.lookup = new SwarmLookup<>(kind.word(), Dependency::id, Dependency::name, DependencyRule::sameName);
    }

    @Override
    public DependencyKind kind() {
        return kind;
    }

    @Override
    public String create(DependencySpec spec) {
        DependencyRule.check(kind, spec);
        if (store.list().stream().anyMatch(d -> DependencyRule.sameName(d.name(), spec.name()))) {
            throw DependencyRule.taken(kind, spec.name());
        }
        Dependency made;
        try {
            made = store.create(spec, clock.instant());
        } catch (EngineException e) {
            throw e.kind() == ErrorKind.CONFLICT ? DependencyRule.taken(kind, spec.name()) : e;
        }
        publish("create", made);
        return made.id();
    }

    @Override
    public List<Dependency> list(Filters filters) {
        filters.allowOnly(kind.filters());
        return store.list().stream()
                .filter(d -> DependencyRule.selects(filters, d))
                .sorted(Comparator.comparing(Dependency::id))
                .toList();
    }

    @Override
    public Dependency inspect(String ref) {
        return lookup.require(store.list(), ref);
    }

    @Override
    public void update(String ref, long version, DependencySpec spec) {
        Dependency before = inspect(ref);
        Dependency after;
        try {
            after = store.relabel(before, newest -> labels(newest, version, spec), clock.instant());
        } catch (EngineException e) {
            throw e.kind() == ErrorKind.NOT_FOUND
                    ? EngineException.notFound(kind.word() + " " + ref + " not found")
                    : e;
        }
        publish("update", after);
    }

    private static Map<String, String> labels(Dependency newest, long version, DependencySpec spec) {
        DependencyRule.checkUpdate(newest, spec);
        newest.meta().requireVersion(version);
        return spec.labels();
    }

    @Override
    public void remove(String ref) {
        Dependency dependency = inspect(ref);
        List<String> services = use.users(ServiceUse.Kind.valueOf(kind.name()), dependency.id()).stream()
                .map(ServiceUse.User::name)
                .toList();
        if (!services.isEmpty()) {
            throw DependencyRule.inUse(kind, dependency.name(), services);
        }
        store.remove(dependency);
        publish("remove", dependency);
    }

    private void publish(String action, Dependency dependency) {
        events.publish(kind.word(), action, dependency.id(), Map.of("name", dependency.name()));
    }
}
