package io.d2k.k8s.store;

import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentCondition;
import java.util.List;
import java.util.Optional;

/** Why a Deployment gets no pod: its condition {@code ReplicaFailure}, such as a quota that is used up. */
final class DeploymentProblem {
    private DeploymentProblem() {}

    /** Returns the reason in words, empty where there is no problem. */
    static String of(V1Deployment deployment) {
        List<V1DeploymentCondition> conditions = Optional.ofNullable(deployment.getStatus())
                .map(status -> status.getConditions())
                .orElse(List.of());
        return conditions.stream()
                .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
                .map(c -> Optional.ofNullable(c.getMessage()).orElse(String.valueOf(c.getReason())))
                .findFirst()
                .orElse("");
    }
}
