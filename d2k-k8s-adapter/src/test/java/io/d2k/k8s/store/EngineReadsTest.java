package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.k8s.cluster.KubernetesEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How the stores follow the cluster. */
class EngineReadsTest extends FakeKubernetes {
    /** Milliseconds after which a test listens that begins with what is told first. */
    private static final int SUBSCRIBED = 1500;

    @Test
    void aWatchThatEndsGoesOnWhereItEnded() throws InterruptedException {
        server.stubFor(watch(TEMPLATES, "100")
                .willReturn(events(added(record(105, "u1"))).withFixedDelay(SUBSCRIBED)));
        server.stubFor(watch(TEMPLATES, "105")
                .willReturn(events("{\"type\":\"DELETED\",\"object\":" + record(107, "u1") + "}")));
        engine = KubernetesEngine.start(
                clients, Samples.DOCUMENTS, Samples.DNS, Samples.SECURITY, java.util.Optional.empty());
        var changes = new LinkedBlockingQueue<Optional<ObservedContainer>>();
        engine.containers().subscribe((id, now) -> changes.add(now));
        assertTrue(changes.poll(60, TimeUnit.SECONDS).isPresent());
        assertTrue(changes.poll(60, TimeUnit.SECONDS).isEmpty());
        server.verify(1, getRequestedFor(urlPathEqualTo(TEMPLATES)).withQueryParam("watch", absent()));
    }

    @Test
    void aPointThatTheServerForgotMeansANewList() throws InterruptedException {
        server.stubFor(watch(TEMPLATES, "100")
                .willReturn(events("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}")
                        .withFixedDelay(SUBSCRIBED)));
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .inScenario("list")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("again")
                .willReturn(okJson(list("100"))));
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .inScenario("list")
                .whenScenarioStateIs("again")
                .willReturn(okJson(list("200", record(150, "u1")))));
        engine = KubernetesEngine.start(
                clients, Samples.DOCUMENTS, Samples.DNS, Samples.SECURITY, java.util.Optional.empty());
        var changes = new LinkedBlockingQueue<Optional<ObservedContainer>>();
        engine.containers().subscribe((id, now) -> changes.add(now));
        assertTrue(changes.poll(60, TimeUnit.SECONDS).isPresent());
        assertEquals(1, engine.containers().list().size());
    }

    @Test
    void aServerThatIsLostLeavesTheReadsAndIsFoundAgain() throws InterruptedException {
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", record(90, "u1")))));
        server.stubFor(watch(TEMPLATES, "100").willReturn(events("")));
        ready();
        var changes = new LinkedBlockingQueue<Optional<ObservedContainer>>();
        engine.containers().subscribe((id, now) -> {
            if (now.orElseThrow().record().run() == 1) {
                changes.add(now);
            }
        });
        var outage = server.stubFor(any(urlPathMatching("/api.*")).atPriority(1).willReturn(refusal(503, "", "down")));
        EngineException e =
                assertThrows(EngineException.class, () -> engine.containers().update(ID, r -> renamed(1, true)));
        assertEquals(ErrorKind.UNAVAILABLE, e.kind());
        assertEquals(1, engine.containers().list().size());
        assertTrue(engine.cluster().awaitReady(Duration.ZERO));
        server.removeStub(outage);
        server.stubFor(watch(TEMPLATES, "100").willReturn(events(added(record(120, "u1", renamed(1, true))))));
        assertEquals(
                1, changes.poll(60, TimeUnit.SECONDS).orElseThrow().record().run());
    }

    @Test
    void whatCannotBeReadIsPassedOverAndNewFieldsAreToo() {
        String broken = record(91, "u3").replace("{\\\"Image", "[\\\"Image").replace(ID, Samples.id("cd"));
        String newer = record(90, "u1").replaceFirst("\\{", "{\"aFieldOfTomorrow\":{\"x\":[1]},");
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", broken.replace("\"web\"", "\"bad\""), newer))));
        ready();
        assertEquals(
                List.of(ID),
                engine.containers().list().stream().map(c -> c.record().id()).toList());
    }

    @Test
    void beforeTheFirstSynchronisationNothingIsTold() {
        server.stubFor(get(urlPathEqualTo(PODS))
                .withQueryParam("watch", absent())
                .willReturn(refusal(403, "Forbidden", "pods is forbidden: d2k cannot list")));
        engine = KubernetesEngine.start(
                clients, Samples.DOCUMENTS, Samples.DNS, Samples.SECURITY, java.util.Optional.empty());
        assertFalse(engine.awaitReady(Duration.ofSeconds(2)));
        EngineException e =
                assertThrows(EngineException.class, () -> engine.containers().list());
        assertEquals(ErrorKind.UNAVAILABLE, e.kind());
        assertTrue(e.getMessage().contains("d2k cannot list"), e.getMessage());
    }

    @Test
    void nodesThatMayNotBeSeenAreNone() {
        server.stubFor(get(urlPathEqualTo("/api/v1/nodes")).willReturn(refusal(403, "Forbidden", "no")));
        ready();
        assertTrue(engine.cluster().nodes().isEmpty());
    }
}
