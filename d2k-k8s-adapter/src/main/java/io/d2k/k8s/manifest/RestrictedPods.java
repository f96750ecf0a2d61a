package io.d2k.k8s.manifest;

import io.kubernetes.client.openapi.models.V1Capabilities;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Pods of a namespace with the level "restricted" of the Pod Security Standards of Kubernetes. Docker's clients ask for
 * nothing of what it wants to read in a pod, so pods get it; what is asked for and not allowed stays in them, for the cluster
 * to refuse in its own words.
 */
public final class RestrictedPods {
    /** The label by which a namespace says which level its pods have to be fit for. */
    public static final String LEVEL_LABEL = "pod-security.kubernetes.io/enforce";

    /** The level. */
    public static final String LEVEL = "restricted";

    /** One for all containers, since what they share belongs to the last that has mounted it. */
    private static final long NOBODY = 65_534;

    private RestrictedPods() {}

    /** Makes a pod fit for the level, as far as it can be. */
    public static void restrict(V1PodSpec pod) {
        pod.getContainers().forEach(RestrictedPods::restrict);
        boolean claims = Optional.ofNullable(pod.getVolumes()).orElse(List.of()).stream()
                .anyMatch(v -> v.getPersistentVolumeClaim() != null);
        V1PodSecurityContext context =
                Optional.ofNullable(pod.getSecurityContext()).orElseGet(V1PodSecurityContext::new);
        if (claims && context.getFsGroup() == null) {
            // new storage belongs to root, and no root is there to give it away
            pod.securityContext(context.fsGroup(NOBODY).fsGroupChangePolicy("OnRootMismatch"));
        }
    }

    private static void restrict(V1Container container) {
        V1SecurityContext context =
                Optional.ofNullable(container.getSecurityContext()).orElseGet(V1SecurityContext::new);
        if (Boolean.TRUE.equals(context.getPrivileged())) {
            return; // nothing makes it fit
        }
        V1Capabilities capabilities =
                Optional.ofNullable(context.getCapabilities()).orElseGet(V1Capabilities::new);
        context.allowPrivilegeEscalation(false).capabilities(capabilities.drop(List.of("ALL")));
        if (!Objects.equals(context.getRunAsUser(), 0L)) {
            context.runAsNonRoot(true);
        }
        container.securityContext(context);
    }
}
