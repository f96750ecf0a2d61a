package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.kubernetes.client.openapi.JSON;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts of Deployments whose first pods have the files of the last run. */
@Timeout(180)
class FirstPodsTest extends FakeDeployment {
    private static final String NAME = "web-ab0123-3";
    private static final KeptLayer LAYER = new KeptLayer(
            "node-1",
            "/var/lib/containerd",
            "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
            -1);
    private static final Entry ENTRY = new Entry(List.of("tool", "-x"), false, KeptLayer.place(ID), Optional.of(LAYER));

    @BeforeEach
    void aDeployment() {
        deployment(false, d -> {});
        server.stubFor(patch(urlPathEqualTo(DEPLOYMENTS + "/web")).willReturn(okJson(JSON.serialize(held))));
        server.stubFor(post(urlPathEqualTo(PODS)).willReturn(okJson(pod(NAME, "u2", 95))));
    }

    private void begin() {
        engine.containers().start(ID, 3, Set.of(), Optional.of(ENTRY));
    }

    private void keepers(ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlPathEqualTo(REPLICA_SETS)).willReturn(answer));
    }

    /** The controller would make a pod of its own; it knows a ReplicaSet by its template. */
    @Test
    void aReplicaSetOfTheSameTemplateAdoptsThePod() {
        keepers(okJson("{}"));
        begin();
        server.verify(patchRequestedFor(urlPathEqualTo(DEPLOYMENTS + "/web"))
                .withRequestBody(matchingJsonPath("$.spec.paused", equalTo("true")))
                .withRequestBody(matchingJsonPath("$.spec.replicas", equalTo("1"))));
        server.verify(postRequestedFor(urlPathEqualTo(PODS))
                .withRequestBody(matchingJsonPath("$.metadata.name", equalTo(NAME)))
                .withRequestBody(matchingJsonPath("$.metadata.labels.pod-template-hash", equalTo("d2k-3")))
                .withRequestBody(matchingJsonPath("$.metadata.ownerReferences", absent()))
                .withRequestBody(matchingJsonPath("$.spec.restartPolicy", equalTo("Always")))
                .withRequestBody(matchingJsonPath("$.spec.containers[0].command[?(@ == 'tool')]"))
                .withRequestBody(matchingJsonPath("$.spec.volumes[?(@.hostPath.path == '" + LAYER.path() + "')]")));
        server.verify(postRequestedFor(urlPathEqualTo(REPLICA_SETS))
                .withRequestBody(
                        matchingJsonPath("$.metadata.ownerReferences[?(@.controller == true)].uid", equalTo("u1")))
                .withRequestBody(matchingJsonPath("$.spec.replicas", equalTo("1")))
                .withRequestBody(matchingJsonPath("$.spec.selector.matchLabels.pod-template-hash", equalTo("d2k-3")))
                .withRequestBody(
                        matchingJsonPath("$.spec.template.metadata.labels.pod-template-hash", equalTo("d2k-3")))
                .withRequestBody(matchingJsonPath("$.spec.template.spec.volumes", absent()))
                .withRequestBody(matchingJsonPath("$.spec.template.spec.containers[0].command[0]", equalTo("sh"))));
    }

    @Test
    void onePodIsLeftWhereItsKeeperIsThereAlready() {
        keepers(refusal(409, "AlreadyExists", "there is one"));
        begin();
        server.verify(0, deleteRequestedFor(urlPathMatching("/.*")));
    }

    /** Not every installation grants what this takes. */
    @ParameterizedTest
    @CsvSource({"403, Forbidden, FORBIDDEN", "422, Invalid, INVALID"})
    void noPodIsLeftThatNothingKeeps(int code, String reason, ErrorKind kind) {
        keepers(refusal(code, reason, "no ReplicaSets for d2k"));
        assertEquals(kind, assertThrows(EngineException.class, this::begin).kind());
        server.verify(1, deleteRequestedFor(urlPathEqualTo(PODS + "/" + NAME)));
    }
}
