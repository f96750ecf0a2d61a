package io.d2k.k8s.store;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.manifest.ContainerObjects;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodStatus;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives running pods other limits. The API server takes a change that the node cannot make; only the pod's status tells
 * ({@code PodResizePending}, {@code PodResizeInProgress}: Kubernetes, "Resize CPU and Memory Resources assigned to
 * Containers").
 */
final class PodResizing {
    /** How long the node may take to say what it makes of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CachedResource<V1Pod> pods;
    private final PodWaits waits;

    /**
     * Makes one.
     *
     * @param waits told of what happens to the pods
     */
    PodResizing(CachedResource<V1Pod> pods, PodWaits waits) {
        this.pods = pods;
        this.waits = waits;
    }

    ResizeOutcome resize(PodObservation pod, PodPlan.Resources resources) {
        Optional<V1Pod> written = pods.get(pod.name())
                .filter(known -> pod.uid().equals(known.getMetadata().getUid()))
                .flatMap(known -> pods.patchPart(pod.name(), "resize", ContainerObjects.resizing(known, resources)));
        if (written.isEmpty()) {
            return new ResizeOutcome.Refused();
        }
        V1Pod asked = written.get();
        try (PodWaits.Wait wait =
                waits.begin(pod.name(), now -> outcome(asked, now).isPresent())) {
            // It may have been decided before the wait began.
            Optional<ResizeOutcome> already = pods.get(pod.name()).flatMap(now -> outcome(asked, now));
            if (already.isPresent()) {
                return already.get();
            }
            Optional<V1Pod> decided = wait.await(PATIENCE);
            if (decided.isEmpty() && pods.get(pod.name()).isEmpty()) {
                return new ResizeOutcome.Taken(); // it ended meanwhile: the next one has them
            }
            return decided.flatMap(now -> outcome(asked, now))
                    .orElseGet(() -> new ResizeOutcome.Pending("it has not made the change yet"));
        }
    }

    /**
     * Returns what a pod's status says of a change of its limits, nothing where it says nothing yet.
     *
     * @param asked the pod as the server answered the change
     */
    static Optional<ResizeOutcome> outcome(V1Pod asked, V1Pod now) {
        V1PodStatus status = Optional.ofNullable(now.getStatus()).orElseGet(V1PodStatus::new);
        boolean another = !asked.getMetadata().getUid().equals(now.getMetadata().getUid());
        if (another || holds(asked, status)) {
            return Optional.of(new ResizeOutcome.Taken());
        }
        return Stream.ofNullable(status.getConditions())
                .flatMap(List::stream)
                .filter(c -> "True".equals(c.getStatus()) && after(asked, c) && obstacle(c))
                .map(c -> Optional.ofNullable(c.getMessage()).orElse(String.valueOf(c.getReason())))
                .<ResizeOutcome>map(ResizeOutcome.Pending::new)
                .findFirst();
    }

    private static boolean obstacle(V1PodCondition condition) {
        return "PodResizePending".equals(condition.getType())
                || "PodResizeInProgress".equals(condition.getType()) && "Error".equals(condition.getReason());
    }

    /** Kubernetes before 1.34 does not tell which change a condition is about. */
    private static boolean after(V1Pod asked, V1PodCondition condition) {
        Long generation = asked.getMetadata().getGeneration();
        Long observed = condition.getObservedGeneration();
        return generation == null || observed == null || observed >= generation;
    }

    private static boolean holds(V1Pod asked, V1PodStatus status) {
        Optional<V1ResourceRequirements> wanted = asked.getSpec().getContainers().stream()
                .filter(c -> Names.MAIN_CONTAINER.equals(c.getName()))
                .findFirst()
                .map(V1Container::getResources);
        Optional<V1ResourceRequirements> held = Stream.ofNullable(status.getContainerStatuses())
                .flatMap(List::stream)
                .filter(c -> Names.MAIN_CONTAINER.equals(c.getName()))
                .findFirst()
                .map(V1ContainerStatus::getResources);
        return same(wanted.map(V1ResourceRequirements::getLimits), held.map(V1ResourceRequirements::getLimits))
                && same(wanted.map(V1ResourceRequirements::getRequests), held.map(V1ResourceRequirements::getRequests));
    }

    private static boolean same(Optional<Map<String, Quantity>> wanted, Optional<Map<String, Quantity>> held) {
        return Stream.of("cpu", "memory").allMatch(name -> number(wanted, name).equals(number(held, name)));
    }

    private static Optional<BigDecimal> number(Optional<Map<String, Quantity>> quantities, String name) {
        return quantities.map(q -> q.get(name)).map(q -> q.getNumber().stripTrailingZeros());
    }
}
