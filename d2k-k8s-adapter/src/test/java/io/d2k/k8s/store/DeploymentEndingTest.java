package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.kubernetes.client.openapi.JSON;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the pod of a container ends that is a Deployment. Its pods have a second from TERM to KILL. */
@Timeout(180)
class DeploymentEndingTest extends FakeDeployment {
    private static final String POD = "web-ab0123-1";

    private PodObservation pod(boolean wanted) {
        deployment(wanted, d -> {}, process("\"running\":{}"));
        return engine.containers().find(ID).orElseThrow().pod().orElseThrow();
    }

    private static String process(String state) {
        return ofReplicaSet(pod(POD, "u2", 91))
                .replaceFirst(
                        "}$",
                        ",\"status\":{\"containerStatuses\":[{\"name\":\"main\",\"image\":\"busybox\",\"imageID\":\"\","
                                + "\"ready\":false,\"restartCount\":0,\"state\":{" + state + "}}]}}");
    }

    private static String ofReplicaSet(String pod) {
        return pod.replaceFirst(
                "\"uid\":\"u2\"",
                "\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\",\"name\":\"web-ab0123\",\"uid\":\"u9\","
                        + "\"controller\":true}],\"uid\":\"u2\"");
    }

    private void going() {
        String going = process("\"running\":{}")
                .replace("\"91\"", "\"92\"")
                .replace(
                        "\"uid\":\"u2\"",
                        "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"deletionGracePeriodSeconds\":1,\"uid\":\"u2\"");
        server.stubFor(watch(PODS, "100")
                .willReturn(events(added(going).replace("ADDED", "MODIFIED")).withFixedDelay(700)));
    }

    private void deletions(int replicaSets, int pods) {
        server.verify(
                replicaSets,
                deleteRequestedFor(urlPathEqualTo(REPLICA_SETS))
                        .withRequestBody(matchingJsonPath("$.propagationPolicy", equalTo("Orphan"))));
        server.verify(pods, deleteRequestedFor(urlPathEqualTo(PODS + "/" + POD)));
    }

    /** All pods of a Deployment come of one template. */
    @Test
    void podsOfEarlierStartsAreKnownByTheirUids() {
        deployment(
                true,
                d -> d.getMetadata()
                        .putAnnotationsItem("d2k.io/run", "3")
                        .putAnnotationsItem("d2k.io/earlier-pods", "u7 u2"),
                pod(POD, "u2", 91),
                pod("web-ab0123-2", "u5", 92));
        assertEquals(
                Map.of("u2", 2, "u5", 3),
                engine.containers().find(ID).orElseThrow().pods().stream()
                        .collect(Collectors.toMap(PodObservation::uid, PodObservation::run)));
    }

    @Test
    void aStartTellsWhichPodsAreNotOfIt() {
        deployment(false, d -> {}, pod(POD, "u2", 91));
        server.stubFor(patch(urlPathEqualTo(DEPLOYMENTS + "/web")).willReturn(refusal(422, "Invalid", "enough seen")));
        assertThrows(EngineException.class, () -> engine.containers().start(ID, 1, Set.of("u2"), Optional.empty()));
        server.verify(patchRequestedFor(urlPathEqualTo(DEPLOYMENTS + "/web"))
                .withRequestBody(matchingJsonPath("$.spec.replicas", equalTo("1")))
                .withRequestBody(matchingJsonPath("$.metadata.annotations['d2k.io/earlier-pods']", equalTo("u2"))));
    }

    /** One that is deleted before the controllers know that none is wanted is replaced. */
    @Test
    void whatHasTheTimeOfItsSpecIsLeftToItsReplicaSet() throws Exception {
        going();
        PodObservation pod = pod(false);
        engine.containers().endPod(pod, Duration.ofSeconds(1));
        assertTrue(
                engine.containers().find(ID).orElseThrow().pod().orElseThrow().going());
        deletions(0, 0);
    }

    /** No grace is for what has ended; the kubelet may begin it once more. */
    @Test
    void whatHasEndedIsLeftToItsReplicaSetToo() {
        going();
        deployment(false, d -> {}, process("\"terminated\":{\"exitCode\":3}"));
        engine.containers()
                .endPod(engine.containers().find(ID).orElseThrow().pod().orElseThrow(), Duration.ZERO);
        deletions(0, 0);
    }

    @ParameterizedTest
    @CsvSource({"false, 20", "true, 20", "true, 1"})
    void whatHasAnotherTimeOrIsWantedIsDeleted(boolean wanted, int grace) {
        PodObservation pod = pod(wanted);
        engine.containers().endPod(pod, Duration.ofSeconds(grace));
        deletions(wanted ? 0 : 1, 1);
    }

    @Test
    void whatNothingEndsIsDeletedAfterAWhile() {
        PodObservation pod = pod(false);
        engine.containers().endPod(pod, Duration.ofSeconds(1));
        deletions(1, 1);
    }

    /** Nothing ends what no controller has, and nothing replaces it. */
    @Test
    void whatWasTakenAwayFromItsReplicaSetIsDeletedAtOnce() {
        deployment(false, d -> {}, process("\"running\":{}").replace("\"controller\":true", "\"controller\":false"));
        engine.containers()
                .endPod(engine.containers().find(ID).orElseThrow().pod().orElseThrow(), Duration.ofSeconds(1));
        deletions(0, 1);
    }

    /** Its controller would make another ReplicaSet in place of one that is taken away. */
    @Test
    void whatIsReleasedIsPausedFirst() {
        pod(true);
        server.stubFor(
                patch(urlPathEqualTo(DEPLOYMENTS + "/web")).willReturn(refusal(403, "Forbidden", "enough seen")));
        assertThrows(EngineException.class, () -> engine.containers().release(ID));
        deletions(0, 0);
        server.stubFor(patch(urlPathEqualTo(DEPLOYMENTS + "/web")).willReturn(okJson(JSON.serialize(held))));
        engine.containers().release(ID);
        server.verify(
                2,
                patchRequestedFor(urlPathEqualTo(DEPLOYMENTS + "/web"))
                        .withRequestBody(
                                equalToJson("{\"metadata\":{\"resourceVersion\":\"90\"},\"spec\":{\"paused\":true}}")));
        deletions(1, 0);
    }

    @Test
    void whatIsStoppedAndStaysGoesWithTheDeployment() {
        PodObservation pod = pod(false);
        server.stubFor(patch(urlPathEqualTo(PODS + "/" + POD)).willReturn(okJson(process("\"running\":{}"))));
        assertTrue(engine.containers().stopPod(pod, Duration.ofSeconds(1)));
        server.verify(patchRequestedFor(urlPathEqualTo(PODS + "/" + POD))
                .withRequestBody(
                        matchingJsonPath("$.metadata.ownerReferences[?(@.kind == 'Deployment')].uid", equalTo("u1"))));
    }
}
