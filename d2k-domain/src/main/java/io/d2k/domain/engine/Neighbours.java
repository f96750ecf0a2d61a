package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.NameRule;
import io.d2k.domain.port.out.ContainerStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The containers that find each other by name.
 *
 * @param own those that were made by hand
 * @param all those, and the ones of tasks
 */
record Neighbours(ContainerStore own, ContainerStore all) {
    /**
     * One that runs.
     *
     * @param pod where it runs
     * @param task whether it is one of a service's
     */
    record Neighbour(ContainerRecord record, PodObservation pod, boolean task) {
        /** Returns it as one that is found. */
        NameRule.Member member() {
            return new NameRule.Member(record, pod.ip(), task);
        }
    }

    /** Returns whether a container is on a network with names. */
    static boolean concerned(ContainerRecord record) {
        return record.networks().stream().anyMatch(NameRule::named);
    }

    /** Returns those that run and are on a network with names. */
    List<Neighbour> now() {
        return now(Neighbours::concerned);
    }

    /** Returns those that run and pass the test. */
    List<Neighbour> now(Predicate<ContainerRecord> chosen) {
        return all.list().stream()
                .filter(c -> chosen.test(c.record()) && !c.record().removing())
                .flatMap(c ->
                        pod(c)
                                .map(p -> new Neighbour(
                                        c.record(), p, own.find(c.record().id()).isEmpty()))
                                .stream())
                .toList();
    }

    /** Returns by which address a container is reached that runs. */
    static Optional<String> address(ObservedContainer c) {
        return pod(c).map(PodObservation::ip);
    }

    private static Optional<PodObservation> pod(ObservedContainer c) {
        return StateProjection.currentPod(c)
                .filter(p -> p.process() instanceof ProcessState.Running && !p.going())
                .filter(p -> !p.ip().isEmpty());
    }
}
