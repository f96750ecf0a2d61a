package io.d2k.domain.port.in;

import io.d2k.domain.Filters;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencyKind;
import io.d2k.domain.swarm.DependencySpec;
import java.util.List;

/** Secrets, or configs. A {@code ref} is an ID, a name or the beginning of an ID. */
public interface Dependencies {
    /** Returns which of the two these are. */
    DependencyKind kind();

    /**
     * Makes one and returns its ID.
     *
     * @throws io.d2k.domain.error.EngineException {@code CONFLICT} when the name is taken, {@code INVALID} for a wrong name
     *     or size, {@code UNSUPPORTED} for templates
     */
    String create(DependencySpec spec);

    /** Lists them, in the order of their IDs. */
    List<Dependency> list(Filters filters);

    /** Tells all about one. */
    Dependency inspect(String ref);

    /**
     * Changes the labels of one.
     *
     * @param version the version that the change was made from
     * @throws io.d2k.domain.error.EngineException {@code INVALID} when more than the labels is to change, {@code UNCLASSED} when the version is not the present one
     */
    void update(String ref, long version, DependencySpec spec);

    /**
     * Removes one.
     *
     * @throws io.d2k.domain.error.EngineException {@code INVALID} when a service uses it
     */
    void remove(String ref);
}
