package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the stores send when they write. */
class EngineWritesTest extends FakeKubernetes {
    @Test
    void ownWritesAreReadAtOnce() {
        server.stubFor(post(urlPathEqualTo(TEMPLATES)).willReturn(okJson(record(101, "u1"))));
        ready();
        assertTrue(engine.containers().list().isEmpty());
        ObservedContainer made = engine.containers().create(PLAN);
        assertEquals(Optional.of(made), engine.containers().find(ID));
        assertEquals(ContainerRecords.initial(PLAN), made.record());
        server.verify(postRequestedFor(urlPathEqualTo(TEMPLATES))
                .withRequestBody(matchingJsonPath("$.metadata.labels['d2k.io/id']", equalTo(ID.substring(0, 32))))
                .withRequestBody(matchingJsonPath("$.template.spec.restartPolicy", equalTo("Never")))
                .withRequestBody(matchingJsonPath("$.template.spec.overhead", absent())));
    }

    @Test
    void aChangeThatSomebodyElseWasFasterThanIsMadeAnew() {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(get(urlPathEqualTo(TEMPLATES + "/web")).willReturn(okJson(record(110, "u1"))));
        server.stubFor(patch(urlPathEqualTo(TEMPLATES + "/web"))
                .willReturn(refusal(409, "Conflict", "the object has been modified")));
        server.stubFor(patch(urlPathEqualTo(TEMPLATES + "/web"))
                .withRequestBody(matchingJsonPath("$.metadata.resourceVersion", equalTo("110")))
                .withRequestBody(matchingJsonPath("$.metadata.annotations['d2k.io/run']", equalTo("1")))
                .willReturn(okJson(record(111, "u1", renamed(1, true)))));
        ready();
        ContainerRecord written = engine.containers().update(ID, r -> renamed(r.run() + 1, true));
        assertEquals(1, written.run());
        assertEquals(written, engine.containers().find(ID).orElseThrow().record());
        server.verify(
                2,
                patchRequestedFor(urlPathEqualTo(TEMPLATES + "/web"))
                        .withHeader("Content-Type", equalTo("application/merge-patch+json")));
        engine.containers().update(ID, r -> r);
        server.verify(2, patchRequestedFor(urlPathEqualTo(TEMPLATES + "/web")));
    }

    @Test
    void aRecordThatHasGoneIsNotFound() {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(get(urlPathEqualTo(TEMPLATES + "/web")).willReturn(refusal(404, "NotFound", "gone")));
        ready();
        EngineException e =
                assertThrows(EngineException.class, () -> engine.containers().update(ID, r -> renamed(1, true)));
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
        assertTrue(engine.containers().find(ID).isEmpty());
    }

    @Test
    void aBusyServerIsAskedAgainWhenItSays() {
        server.stubFor(post(urlPathEqualTo(TEMPLATES))
                .inScenario("busy")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("free")
                .willReturn(refusal(429, "TooManyRequests", "slow down").withHeader("Retry-After", "1")));
        server.stubFor(post(urlPathEqualTo(TEMPLATES))
                .inScenario("busy")
                .whenScenarioStateIs("free")
                .willReturn(okJson(record(101, "u1"))));
        ready();
        long start = System.nanoTime();
        engine.containers().create(PLAN);
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(990).toNanos());
    }

    @Test
    void aCreationWhoseAnswerWasLostIsFound() {
        server.stubFor(post(urlPathEqualTo(TEMPLATES))
                .inScenario("lost")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("made")
                .willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
        server.stubFor(post(urlPathEqualTo(TEMPLATES))
                .inScenario("lost")
                .whenScenarioStateIs("made")
                .willReturn(refusal(409, "AlreadyExists", "exists")));
        server.stubFor(get(urlPathEqualTo(TEMPLATES + "/web")).willReturn(okJson(record(101, "u1"))));
        ready();
        assertEquals(ID, engine.containers().create(PLAN).record().id());
    }

    @Test
    void aNameOfSomebodyElseIsAConflict() {
        server.stubFor(post(urlPathEqualTo(TEMPLATES)).willReturn(refusal(409, "AlreadyExists", "exists")));
        server.stubFor(get(urlPathEqualTo(TEMPLATES + "/web"))
                .willReturn(okJson("{\"metadata\":{\"name\":\"web\",\"uid\":\"x\",\"resourceVersion\":\"5\"}}")));
        ready();
        EngineException e =
                assertThrows(EngineException.class, () -> engine.containers().create(PLAN));
        assertEquals(ErrorKind.CONFLICT, e.kind());
        assertTrue(engine.containers().list().isEmpty());
    }

    @Test
    void aQuotaIsToldInTheServersWords() {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(post(urlPathEqualTo(PODS))
                .willReturn(refusal(403, "Forbidden", "pods web-1 is forbidden: exceeded quota: q")));
        ready();
        EngineException e = assertThrows(
                EngineException.class,
                () -> engine.containers().launch(ContainerRecords.initial(PLAN), 1, 0, Optional.empty()));
        assertEquals(ErrorKind.FORBIDDEN, e.kind());
        assertEquals("pods web-1 is forbidden: exceeded quota: q", e.getMessage());
    }

    @Test
    void aProcessThatIsHeldBackHasAnotherCommandAndAnInput() {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(post(urlPathEqualTo(PODS)).willReturn(okJson(pod("web-ab0123-1", "u2", 91))));
        ready();
        var entry = new Entry(List.of("/bin/sh", "$(X)"), true);
        engine.containers().launch(ContainerRecords.initial(PLAN), 1, 0, Optional.of(entry));
        server.verify(postRequestedFor(urlPathEqualTo(PODS))
                .withRequestBody(matchingJsonPath("$.metadata.annotations['d2k.io/gate']", equalTo("shut")))
                .withRequestBody(matchingJsonPath("$.spec.containers[0].command[1]", equalTo("$$(X)")))
                .withRequestBody(matchingJsonPath("$.spec.containers[0].args", absent()))
                .withRequestBody(matchingJsonPath("$.spec.containers[0].stdin", equalTo("true")))
                .withRequestBody(matchingJsonPath("$.spec.containers[0].stdinOnce", equalTo("true"))));
    }

    @Test
    void aProcessThatGoesOnWithFilesRunsOnTheirNode() {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(post(urlPathEqualTo(PODS)).willReturn(okJson(pod("web-ab0123-1", "u2", 91))));
        ready();
        var layer = new KeptLayer("n1", "/snapshots", "/snapshots/7/fs", 4);
        var entry = new Entry(List.of("tool", "$(X)"), false, KeptLayer.place(ID), Optional.of(layer))
                .withGrace(Optional.of(Duration.ofSeconds(2)));
        engine.containers().launch(ContainerRecords.initial(PLAN), 1, 0, Optional.of(entry));
        String main = "$.spec.containers[0]";
        server.verify(postRequestedFor(urlPathEqualTo(PODS))
                .withRequestBody(matchingJsonPath(
                        "$.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"
                                + ".nodeSelectorTerms[0].matchFields[0].values[0]",
                        equalTo("n1")))
                .withRequestBody(matchingJsonPath(main + ".terminationMessagePath", equalTo("/var/lib/d2k/" + ID)))
                .withRequestBody(matchingJsonPath("$.spec.terminationGracePeriodSeconds", equalTo("2")))
                .withRequestBody(matchingJsonPath(main + ".command[2]", containing("-gt 4 ")))
                .withRequestBody(matchingJsonPath(main + ".command[4]", equalTo("tool")))
                .withRequestBody(matchingJsonPath(main + ".command[5]", equalTo("$$(X)")))
                .withRequestBody(matchingJsonPath(
                        "$.spec.volumes[?(@.name == 'd2k-layer')].hostPath.path", equalTo("/snapshots/7/fs")))
                .withRequestBody(
                        matchingJsonPath(main + ".volumeMounts[?(@.name == 'd2k-layer')].readOnly", equalTo("true"))));
    }

    @Test
    void aProcessThatBeginsBySomethingElseKeepsItsInput() {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(post(urlPathEqualTo(PODS)).willReturn(okJson(pod("web-ab0123-1", "u2", 91))));
        ready();
        var entry = new Entry(List.of("/bin/sh"), false);
        engine.containers().launch(ContainerRecords.initial(PLAN), 1, 0, Optional.of(entry));
        server.verify(postRequestedFor(urlPathEqualTo(PODS))
                .withRequestBody(matchingJsonPath("$.metadata.annotations['d2k.io/gate']", equalTo("open")))
                .withRequestBody(matchingJsonPath("$.spec.containers[0].command[0]", equalTo("/bin/sh")))
                .withRequestBody(matchingJsonPath("$.spec.containers[0].stdin", absent())));
    }

    @Test
    void removingDeletesWhatBelongsToTheContainerAndNothingElse() {
        String foreign = pod("foreign", "u7", 5).replace("\"d2k\"", "\"helm\"");
        String other = pod("other-1", "u8", 6).replace(ID, Samples.id("cd"));
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(get(urlPathEqualTo(PODS))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", pod("web-ab0123-1", "u2", 91), foreign, other))));
        server.stubFor(delete(urlPathMatching(CORE + ".*")).willReturn(okJson("{\"kind\":\"Status\"}")));
        ready();
        assertEquals(1, engine.containers().find(ID).orElseThrow().pods().size());
        engine.containers().remove(ContainerRecords.initial(PLAN));
        assertTrue(engine.containers().find(ID).isEmpty());
        server.verify(deleteRequestedFor(urlPathEqualTo(TEMPLATES + "/web"))
                .withRequestBody(matchingJsonPath("$.preconditions.uid", equalTo("u1")))
                .withRequestBody(matchingJsonPath("$.propagationPolicy", equalTo("Background"))));
        server.verify(deleteRequestedFor(urlPathEqualTo(PODS + "/web-ab0123-1"))
                .withRequestBody(matchingJsonPath("$.preconditions.uid", equalTo("u2")))
                .withRequestBody(matchingJsonPath("$.gracePeriodSeconds", equalTo("0"))));
        server.verify(2, deleteRequestedFor(urlPathMatching("/.*")));
        engine.containers().remove(ContainerRecords.initial(PLAN));
        server.verify(2, deleteRequestedFor(urlPathMatching("/.*")));
    }

    @Test
    void endingAPodGivesItAtLeastASecond() {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(get(urlPathEqualTo(PODS))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", pod("web-ab0123-1", "u2", 91)))));
        server.stubFor(
                delete(urlPathEqualTo(PODS + "/web-ab0123-1"))
                        .willReturn(
                                okJson(
                                        pod("web-ab0123-1", "u2", 120)
                                                .replace(
                                                        "\"uid\"",
                                                        "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"deletionGracePeriodSeconds\":1,\"uid\""))));
        ready();
        var pod = engine.containers().find(ID).orElseThrow().pod().orElseThrow();
        assertFalse(pod.going());
        engine.containers().endPod(pod, Duration.ZERO);
        server.verify(deleteRequestedFor(urlPathEqualTo(PODS + "/web-ab0123-1"))
                .withRequestBody(matchingJsonPath("$.gracePeriodSeconds", equalTo("1"))));
        assertTrue(
                engine.containers().find(ID).orElseThrow().pod().orElseThrow().going());
    }

    @Test
    void aRunningPodTakesOtherLimitsWhereTheClusterLetsIt() {
        String resize = PODS + "/web-ab0123-1/resize";
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(get(urlPathEqualTo(PODS))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", pod("web-ab0123-1", "u2", 91)))));
        server.stubFor(patch(urlPathEqualTo(resize)).willReturn(okJson(pod("web-ab0123-1", "u2", 120))));
        ready();
        var pod = engine.containers().find(ID).orElseThrow().pod().orElseThrow();
        var limits = new PodPlan.Resources(64 << 20, 1 << 20, 500, 1, Map.of());
        assertEquals(new ResizeOutcome.Taken(), engine.containers().resizePod(pod, limits));
        server.verify(patchRequestedFor(urlPathEqualTo(resize))
                .withHeader("Content-Type", equalTo("application/json-patch+json"))
                .withRequestBody(equalToJson("""
                        [{"op": "test", "path": "/metadata/uid", "value": "u2"},
                         {"op": "add", "path": "/spec/containers/0/resources", "value": {
                           "limits": {"cpu": "500m", "memory": "64Mi"},
                           "requests": {"cpu": "1m", "memory": "1Mi"}}}]""")));
        // a cluster before 1.33 has no such subresource
        server.stubFor(patch(urlPathEqualTo(resize)).willReturn(refusal(404, "NotFound", "no such resource")));
        assertEquals(new ResizeOutcome.Refused(), engine.containers().resizePod(pod, limits));
        server.stubFor(
                patch(urlPathEqualTo(resize)).willReturn(refusal(422, "Invalid", "Pod QOS Class may not change")));
        assertEquals(new ResizeOutcome.Refused(), engine.containers().resizePod(pod, limits));
    }

    @Test
    void anArchiveKeepsWhatSomebodyElseAddedMeanwhile() {
        String maps = CORE + "configmaps";
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(post(urlPathEqualTo(maps)).willReturn(refusal(409, "AlreadyExists", "exists")));
        byte[] theirs =
                LogArchiveFormat.write(List.of(new LogLine(StdStream.STDOUT, Instant.EPOCH, new byte[] {'a', '\n'})));
        String map = "{\"metadata\":{\"name\":\"web-ab0123-log\",\"uid\":\"m1\",\"resourceVersion\":\"%s\","
                + "\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\",\"d2k.io/kind\":\"log-archive\"},"
                + "\"annotations\":{\"d2k.io/id\":\"" + ID + "\",\"d2k.io/sources\":\"[\\\"run-1\\\"]\"}},"
                + "\"binaryData\":{\"log.gz\":\"%s\"}}";
        String base64 = java.util.Base64.getEncoder().encodeToString(theirs);
        server.stubFor(get(urlPathEqualTo(maps + "/web-ab0123-log")).willReturn(okJson(map.formatted("120", base64))));
        byte[] both = LogArchiveFormat.write(List.of(
                new LogLine(StdStream.STDOUT, Instant.EPOCH, new byte[] {'a', '\n'}),
                new LogLine(StdStream.STDERR, Instant.EPOCH, new byte[] {'b'})));
        String after = java.util.Base64.getEncoder().encodeToString(both);
        server.stubFor(com.github.tomakehurst.wiremock.client.WireMock.put(urlPathEqualTo(maps + "/web-ab0123-log"))
                .withRequestBody(matchingJsonPath("$.metadata.resourceVersion", equalTo("120")))
                .withRequestBody(matchingJsonPath("$.binaryData['log.gz']", equalTo(after)))
                .withRequestBody(
                        matchingJsonPath("$.metadata.annotations['d2k.io/sources']", equalTo("[\"run-1\",\"run-2\"]")))
                .willReturn(okJson(map.formatted("121", after))));
        ready();
        engine.logArchive()
                .append(
                        ContainerRecords.initial(PLAN),
                        "run-2",
                        List.of(new LogLine(StdStream.STDERR, Instant.EPOCH, new byte[] {'b'})));
        assertEquals(2, engine.logArchive().read(ID).size());
    }

    @Test
    void aChangeThatRefusesIsNotRepeated() {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        ready();
        int[] asked = {0};
        EngineException e = assertThrows(
                EngineException.class,
                () -> engine.containers().update(ID, r -> {
                    asked[0]++;
                    throw EngineException.conflict("it runs");
                }));
        assertEquals("it runs", e.getMessage());
        assertEquals(1, asked[0]);
    }
}
