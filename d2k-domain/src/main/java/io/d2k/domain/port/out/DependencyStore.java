package io.d2k.domain.port.out;

import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencySpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Secrets, or configs, as the cluster holds them; reads come from memory. */
public interface DependencyStore {
    /** Returns all, in no order. */
    List<Dependency> list();

    /**
     * Makes one.
     *
     * @param now when that is
     * @throws io.d2k.domain.error.EngineException {@code CONFLICT} when there is one of that name
     */
    Dependency create(DependencySpec spec, Instant now);

    /**
     * Gives one new labels, and a new version.
     *
     * @param labels decides on them, from the newest state; may be asked more than once
     * @param now when that is
     * @throws io.d2k.domain.error.EngineException as {@code labels} does, and {@code NOT_FOUND} when it has gone
     */
    Dependency relabel(Dependency dependency, Function<Dependency, Map<String, String>> labels, Instant now);

    /** Removes one; an absent one is fine. */
    void remove(Dependency dependency);
}
