package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kubernetes.client.openapi.models.V1Capabilities;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Volume;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pods of a namespace with Pod Security "restricted". */
class RestrictedPodsTest {
    private static V1PodSpec pod(V1SecurityContext asked) {
        return new V1PodSpec().containers(List.of(new V1Container().name("main").securityContext(asked)));
    }

    private static V1SecurityContext asked() {
        return new V1SecurityContext();
    }

    private static V1Capabilities none() {
        return new V1Capabilities().drop(List.of("ALL"));
    }

    static Stream<Arguments> contexts() {
        return Stream.of(
                Arguments.of(
                        "nothing asked",
                        asked(),
                        asked().allowPrivilegeEscalation(false)
                                .runAsNonRoot(true)
                                .capabilities(none())),
                Arguments.of(
                        "a user, and less capabilities",
                        asked().runAsUser(7L)
                                .runAsNonRoot(true)
                                .capabilities(new V1Capabilities().drop(List.of("CHOWN"))),
                        asked().runAsUser(7L)
                                .runAsNonRoot(true)
                                .allowPrivilegeEscalation(false)
                                .capabilities(none())),
                Arguments.of(
                        "what may not be is left for the cluster to refuse",
                        asked().runAsUser(0L).capabilities(new V1Capabilities().add(List.of("NET_ADMIN"))),
                        asked().runAsUser(0L)
                                .allowPrivilegeEscalation(false)
                                .capabilities(none().add(List.of("NET_ADMIN")))),
                Arguments.of("privileged", asked().privileged(true), asked().privileged(true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contexts")
    void givesWhatTheLevelWantsToRead(String name, V1SecurityContext asked, V1SecurityContext given) {
        V1PodSpec pod = pod(asked);
        RestrictedPods.restrict(pod);
        assertEquals(given, pod.getContainers().getFirst().getSecurityContext());
        assertNull(pod.getSecurityContext());
    }

    @Test
    void storageIsForTheGroupOfNobody() {
        V1PodSpec pod = pod(asked())
                .securityContext(new V1PodSecurityContext().supplementalGroups(List.of(5L)))
                .volumes(List.of(new V1Volume()
                        .name("v0")
                        .persistentVolumeClaim(new V1PersistentVolumeClaimVolumeSource().claimName("data"))));
        RestrictedPods.restrict(pod);
        assertEquals(
                new V1PodSecurityContext()
                        .supplementalGroups(List.of(5L))
                        .fsGroup(65_534L)
                        .fsGroupChangePolicy("OnRootMismatch"),
                pod.getSecurityContext());
    }
}
