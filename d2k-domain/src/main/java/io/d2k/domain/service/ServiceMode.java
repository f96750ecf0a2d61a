package io.d2k.domain.service;

/** How many tasks a service has, and whether they are to run on or to end. */
public sealed interface ServiceMode {
    /**
     * So many tasks that run on.
     *
     * @param replicas how many
     */
    record Replicated(long replicas) implements ServiceMode {}

    /** One task that runs on, on each node. */
    record Global() implements ServiceMode {}

    /**
     * So many tasks that run to their end.
     *
     * @param maxConcurrent how many at the same time
     * @param totalCompletions how many have to complete
     */
    record ReplicatedJob(long maxConcurrent, long totalCompletions) implements ServiceMode {}

    /** One task that runs to its end, on each node. */
    record GlobalJob() implements ServiceMode {}

    /** Returns the word of the {@code mode} filter. */
    default String word() {
        return switch (this) {
            case Replicated r -> "replicated";
            case Global g -> "global";
            case ReplicatedJob j -> "replicated-job";
            case GlobalJob j -> "global-job";
        };
    }

    /** Returns whether no task is asked for at present. */
    default boolean idle() {
        return this instanceof Replicated r && r.replicas() == 0;
    }

    /** Returns whether tasks are to end. */
    default boolean job() {
        return this instanceof ReplicatedJob || this instanceof GlobalJob;
    }

    /** Returns whether there is one task on each node. */
    default boolean global() {
        return this instanceof Global || this instanceof GlobalJob;
    }
}
