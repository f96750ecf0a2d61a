package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.rule.EnvNameRule;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Knows what execs in a container have to change to be in Docker's environment, and by what. */
final class ExecEnvironment {
    private final Supplier<String> server;
    /** Images that turned out to have no {@code env}. */
    private final ImageMemory bare = new ImageMemory();

    /**
     * Makes one.
     *
     * @param server tells the version of the cluster; asked only where it matters
     */
    ExecEnvironment(Supplier<String> server) {
        this.server = server;
    }

    /**
     * Returns what is other than in an engine, as entries of an exec: what a node adds, and what its cluster has not taken.
     *
     * @param tty whether the exec has a terminal
     */
    List<String> changes(ContainerRecord record, boolean tty) {
        return Stream.of(
                        NodeVariables.of(record),
                        NodeVariables.ofTerminal(record, tty),
                        EnvNameRule.missing(ContainerViews.config(record).env(), server))
                .flatMap(List::stream)
                .toList();
    }

    /** Returns whether the image may have the {@code env} that {@link ExecEnvRule} needs. */
    boolean mayHaveEnv(ContainerRecord record) {
        return !bare.knows(record.spec().image(), record.image());
    }

    /** Learns that it has none. */
    void lacksEnv(ContainerRecord record) {
        bare.learn(record.spec().image(), record.image());
    }
}
