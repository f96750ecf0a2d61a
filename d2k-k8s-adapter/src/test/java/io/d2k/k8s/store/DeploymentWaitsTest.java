package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the status of a Deployment tells of its controller. */
class DeploymentWaitsTest {
    private static V1Deployment deployment(String uid, Long generation, Long observed) {
        return new V1Deployment()
                .metadata(new V1ObjectMeta().name("web").uid(uid).generation(generation))
                .status(new V1DeploymentStatus().observedGeneration(observed));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "u1, 4, u1, -, false",
                "u1, 4, u1, 3, false",
                "u1, 4, u1, 4, true",
                "u1, 4, u1, 5, true",
                // what nobody numbers is not waited for
                "u1, -, u1, -, true",
                // another one has its name by now
                "u1, 4, u2, 1, true",
            })
    void theControllerHasSeenWhatItSaysItHas(
            String uid, Long generation, String uidNow, Long observed, boolean expected) {
        assertEquals(
                expected,
                DeploymentWaits.seen(deployment(uid, generation, null), deployment(uidNow, generation, observed)));
    }
}
