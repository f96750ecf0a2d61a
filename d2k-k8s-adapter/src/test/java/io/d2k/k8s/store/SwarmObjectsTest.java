package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencySpec;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.SwarmId;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.k8s.cluster.KubernetesEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Secrets, configs and nodes of a swarm. */
class SwarmObjectsTest extends FakeKubernetes {
    private static final String SECRETS = CORE + "secrets";
    private static final String CONFIGS = CORE + "configmaps";
    private static final String NODES = "/api/v1/nodes";
    private static final String UID = "f6b71088-7ba9-4d6e-a665-5e90efcc780f";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private void swarmReady() {
        engine = KubernetesEngine.start(
                clients, Samples.DOCUMENTS, Samples.DNS, Samples.SECURITY, Optional.of(ServiceSamples.DOCUMENTS));
        assertTrue(
                engine.awaitReady(Duration.ofSeconds(60)),
                () -> engine.trouble().toString());
    }

    private static DependencySpec spec(String name) {
        return new DependencySpec(name, Map.of("a", "1"), "AAH/", Optional.empty(), Optional.empty());
    }

    private static String secret(String object, String name, String version, String more) {
        return "{\"metadata\":{\"name\":\"" + object + "\",\"uid\":\"" + UID + "\",\"resourceVersion\":\"" + version
                + "\",\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\",\"d2k.io/kind\":\"secret\"},\"annotations\":{"
                + "\"d2k.io/name\":\"" + name + "\",\"d2k.io/labels\":\"{\\\"a\\\":\\\"1\\\"}\",\"d2k.io/created\":\""
                + NOW + "\"" + more + "}},\"data\":{\"data\":\"AAH/\"}}";
    }

    private void listed(String path, String... items) {
        server.stubFor(
                get(urlPathEqualTo(path)).withQueryParam("watch", absent()).willReturn(okJson(list("100", items))));
    }

    @Test
    void aSecretKeepsItsBytesAndItsNameAndHasTheIdOfItsObject() {
        server.stubFor(post(urlPathEqualTo(SECRETS)).willReturn(okJson(secret("db-pass-1", "db.pass_1", "101", ""))));
        swarmReady();
        Dependency made = engine.secrets().create(spec("db.pass_1"), NOW);
        assertEquals(SwarmId.of(UID), made.id());
        assertEquals("AAH/", made.data());
        assertEquals(NOW, made.meta().created());
        assertEquals(List.of(made), engine.secrets().list());
        server.verify(postRequestedFor(urlPathEqualTo(SECRETS))
                .withRequestBody(matchingJsonPath("$.metadata.name", containing("db-pass-1")))
                .withRequestBody(matchingJsonPath("$.data.data", containing("AAH/")))
                .withRequestBody(matchingJsonPath("$.immutable", absent()))
                .withRequestBody(matchingJsonPath("$.metadata.annotations['d2k.io/name']", containing("db.pass_1"))));
    }

    @Test
    void aConfigKeepsWhatFillsInItsTemplates() {
        String config = secret("page", "page", "101", ",\"d2k.io/templating\":\"golang\"")
                .replace("\"d2k.io/kind\":\"secret\"", "\"d2k.io/kind\":\"config\"")
                .replace("\"data\":{\"data\"", "\"binaryData\":{\"data\"");
        server.stubFor(post(urlPathEqualTo(CONFIGS)).willReturn(okJson(config)));
        swarmReady();
        var templated = new DependencySpec("page", Map.of(), "AAH/", Optional.empty(), Optional.of("golang"));
        assertEquals(
                Optional.of("golang"), engine.configs().create(templated, NOW).templating());
        server.verify(postRequestedFor(urlPathEqualTo(CONFIGS))
                .withRequestBody(
                        matchingJsonPath("$.metadata.annotations['d2k.io/templating']", containing("golang"))));
    }

    @Test
    void anObjectThatIsNotD2ksLeavesItsNameToItself() {
        server.stubFor(post(urlPathEqualTo(SECRETS))
                .withRequestBody(matchingJsonPath("$.metadata[?(@.name == 'tls')]"))
                .willReturn(refusal(409, "AlreadyExists", "secrets tls already exists")));
        server.stubFor(get(urlPathEqualTo(SECRETS + "/tls"))
                .willReturn(okJson("{\"metadata\":{\"name\":\"tls\",\"uid\":\"u9\",\"resourceVersion\":\"7\"}}")));
        server.stubFor(post(urlPathEqualTo(SECRETS))
                .withRequestBody(matchingJsonPath("$.metadata[?(@.name =~ /tls-[0-9a-f]{6}/)]"))
                .willReturn(okJson(secret("tls-abcdef", "tls", "101", ""))));
        swarmReady();
        assertEquals("tls-abcdef", engine.secrets().create(spec("tls"), NOW).object());
    }

    @Test
    void oneThatAnotherD2kHasJustMadeIsInTheWay() {
        server.stubFor(
                post(urlPathEqualTo(SECRETS)).willReturn(refusal(409, "AlreadyExists", "secrets s already exists")));
        server.stubFor(get(urlPathEqualTo(SECRETS + "/s")).willReturn(okJson(secret("s", "S", "99", ""))));
        swarmReady();
        EngineException e =
                assertThrows(EngineException.class, () -> engine.secrets().create(spec("s"), NOW));
        assertEquals(ErrorKind.CONFLICT, e.kind());
        server.verify(1, postRequestedFor(urlPathEqualTo(SECRETS)));
    }

    @Test
    void newLabelsMakeANewVersion() {
        listed(SECRETS, secret("s", "s", "90", ""));
        server.stubFor(patch(urlPathEqualTo(SECRETS + "/s"))
                .willReturn(okJson(
                        secret("s", "s", "101", ",\"d2k.io/version\":\"11\",\"d2k.io/updated\":\"" + NOW + "\""))));
        swarmReady();
        Dependency before = engine.secrets().list().getFirst();
        assertEquals(10, before.meta().version());
        Dependency after = engine.secrets().relabel(before, d -> Map.of("b", "2"), NOW);
        assertEquals(11, after.meta().version());
        server.verify(patchRequestedFor(urlPathEqualTo(SECRETS + "/s"))
                .withRequestBody(equalToJson("{\"metadata\":{\"resourceVersion\":\"90\",\"annotations\":{"
                        + "\"d2k.io/version\":\"11\",\"d2k.io/updated\":\"" + NOW
                        + "\",\"d2k.io/labels\":\"{\\\"b\\\":\\\"2\\\"}\"}}}")));
    }

    private static String node(String version, String labels, String annotations, String spec) {
        return "{\"metadata\":{\"name\":\"n1\",\"uid\":\"" + UID + "\",\"resourceVersion\":\"" + version
                + "\",\"labels\":{\"zone\":\"b\"" + labels + "},\"annotations\":{" + annotations + "}},\"spec\":{"
                + spec + "}}";
    }

    private SwarmNode change(NodeSettings settings) {
        return engine.nodes().update(engine.nodes().list().getFirst(), n -> settings, NOW);
    }

    @Test
    void onlyLabelsThatDockerHasGivenAreTakenFromANode() {
        listed(NODES, node("90", ",\"disk\":\"ssd\"", "\"d2k.io/node-labels\":\"[\\\"disk\\\"]\"", ""));
        server.stubFor(patch(urlPathEqualTo(NODES + "/n1"))
                .willReturn(okJson(node("101", ",\"d2k.io/availability\":\"drain\"", "", "\"unschedulable\":true"))));
        swarmReady();
        SwarmNode before = engine.nodes().list().getFirst();
        assertEquals(Map.of("disk", "ssd"), before.settings().labels());
        assertEquals(Map.of("zone", "b"), before.engineLabels());
        SwarmNode after = change(new NodeSettings("", Map.of("rack", "7"), NodeAvailability.DRAIN));
        assertEquals(NodeAvailability.DRAIN, after.settings().availability());
        server.verify(patchRequestedFor(urlPathEqualTo(NODES + "/n1"))
                .withRequestBody(equalToJson("{\"metadata\":{\"resourceVersion\":\"90\",\"labels\":{\"disk\":null,"
                        + "\"rack\":\"7\",\"d2k.io/availability\":\"drain\"},\"annotations\":{\"d2k.io/version\":\"11\","
                        + "\"d2k.io/updated\":\"" + NOW
                        + "\",\"d2k.io/node-labels\":\"[\\\"rack\\\"]\",\"d2k.io/name\":null}},"
                        + "\"spec\":{\"unschedulable\":true}}")));
    }

    @Test
    void aCordonedNodePauses() {
        listed(NODES, node("90", "", "", "\"unschedulable\":true"));
        swarmReady();
        assertEquals(
                NodeAvailability.PAUSE,
                engine.nodes().list().getFirst().settings().availability());
    }

    @Test
    void withoutThePermissionNodesAreNotChanged() {
        listed(NODES, node("90", "", "", ""));
        server.stubFor(
                patch(urlPathEqualTo(NODES + "/n1")).willReturn(refusal(403, "Forbidden", "nodes n1 is forbidden")));
        swarmReady();
        EngineException e = assertThrows(
                EngineException.class, () -> change(new NodeSettings("", Map.of(), NodeAvailability.PAUSE)));
        assertEquals(ErrorKind.FORBIDDEN, e.kind());
        assertEquals("changing node n1 is not allowed: d2k may not patch nodes: nodes n1 is forbidden", e.getMessage());
    }

    private static String task(String name, String labels) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"ns\",\"uid\":\"u-" + name
                + "\",\"resourceVersion\":\"80\",\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\"" + labels
                + "}},\"spec\":{\"nodeName\":\"n1\",\"containers\":[]}}";
    }

    @Test
    void aDrainEvictsTheTasksOfServicesAlone() {
        listed(NODES, node("90", "", "", ""));
        listed(PODS, task("web-1", ",\"d2k.io/kind\":\"task\""), task("box", ""));
        server.stubFor(post(urlPathEqualTo(PODS + "/web-1/eviction"))
                .withRequestBody(matchingJsonPath("$[?(@.apiVersion == 'policy/v1')]"))
                .willReturn(refusal(400, "BadRequest", "no kind \\\"Eviction\\\" is registered")));
        server.stubFor(post(urlPathEqualTo(PODS + "/web-1/eviction"))
                .withRequestBody(matchingJsonPath("$[?(@.apiVersion == 'policy/v1beta1')]"))
                .willReturn(okJson("{\"kind\":\"Status\",\"status\":\"Success\"}")));
        swarmReady();
        engine.nodes().evict(engine.nodes().list().getFirst());
        server.verify(2, postRequestedFor(urlPathEqualTo(PODS + "/web-1/eviction")));
        server.verify(0, postRequestedFor(urlPathEqualTo(PODS + "/box/eviction")));
    }

    @Test
    void whatADisruptionBudgetKeepsIsTold() {
        listed(NODES, node("90", "", "", ""));
        listed(PODS, task("web-1", ",\"d2k.io/kind\":\"task\""));
        server.stubFor(post(urlPathEqualTo(PODS + "/web-1/eviction"))
                .willReturn(refusal(429, "TooManyRequests", "disruption budget")));
        swarmReady();
        EngineException e = assertThrows(
                EngineException.class,
                () -> engine.nodes().evict(engine.nodes().list().getFirst()));
        assertEquals(ErrorKind.CONFLICT, e.kind());
        assertEquals(
                "node n1 takes no more tasks, but disruption budgets keep some of it for now: web-1", e.getMessage());
    }

    @Test
    void nodesThatMayNotBeSeenAreThoseThatPodsRunOn() {
        server.stubFor(get(urlPathEqualTo(NODES)).willReturn(refusal(403, "Forbidden", "no")));
        listed(PODS, task("web-1", ""), task("web-2", ""));
        swarmReady();
        assertEquals(
                List.of("n1"),
                engine.nodes().list().stream().map(SwarmNode::name).toList());
    }
}
