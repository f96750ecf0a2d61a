package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.KeptLayer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pods that prove whose the files of an ended run are. */
@Timeout(180)
class LayerProofTest extends FakeDeployment {
    private static final KeptLayer LAYER = new KeptLayer(
            "node-1",
            "/var/lib/containerd",
            "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
            -1);
    private static final int A_MOMENT = 500;

    /** The name is made up by who asks, and the node has made the pod ready when the answer comes. */
    private static final String READY = "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"{{jsonPath request.body"
            + " '$.metadata.name'}}\",\"uid\":\"u7\",\"resourceVersion\":\"195\",\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\"}},"
            + "\"spec\":{\"nodeName\":\"node-1\",\"containers\":[{\"name\":\"main\"}]},"
            + "\"status\":{\"phase\":\"Pending\",\"containerStatuses\":[{\"name\":\"main\",\"restartCount\":0,"
            + "\"state\":{\"waiting\":{\"reason\":\"ErrImageNeverPull\"}}}]}}";

    @BeforeEach
    void aDeployment() {
        deployment(false, d -> {});
    }

    private void pods(ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlPathEqualTo(PODS)).willReturn(answer.withFixedDelay(A_MOMENT)));
    }

    private boolean proven() {
        ContainerRecord record = engine.containers().find(ID).orElseThrow().record();
        return engine.fileViews().proven(record, LAYER, true);
    }

    private List<Boolean> two() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> ask = this::proven;
            List<Future<Boolean>> asked = threads.invokeAll(List.of(ask, ask));
            return List.of(asked.getFirst().get(), asked.getLast().get());
        }
    }

    /** A restart asks while the process ends, and its start again. */
    @Test
    void onePodIsMadeForAllWhoAsk() throws Exception {
        pods(okJson(READY).withTransformers("response-template"));
        assertEquals(List.of(true, true), two());
        assertTrue(proven(), "what was proven is remembered");
        server.verify(
                1,
                postRequestedFor(urlPathEqualTo(PODS))
                        .withRequestBody(matchingJsonPath("$.spec.volumes[?(@.hostPath.type == 'File')]")));
        server.verify(1, deleteRequestedFor(urlPathMatching(PODS + "/.*")));
    }

    /** There may have been no room for it while the process before was ending. */
    @Test
    void whatAnotherHasNotFoundIsLookedForAgain() throws Exception {
        pods(refusal(403, "Forbidden", "exceeded quota: pods"));
        assertEquals(List.of(false, false), two());
        server.verify(2, postRequestedFor(urlPathEqualTo(PODS)));
        assertFalse(proven(), "a refusal is not remembered");
        server.verify(3, postRequestedFor(urlPathEqualTo(PODS)));
    }
}
