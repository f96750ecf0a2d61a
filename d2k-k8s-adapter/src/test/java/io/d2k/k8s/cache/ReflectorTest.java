package io.d2k.k8s.cache;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.Resource;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ReflectorTest {
    private static final String PATH = "/api/v1/namespaces/ns/configmaps";
    /** After a refusal that it believes it comes again long after the test. */
    private static final Reflector.Pace PACE = new Reflector.Pace(
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            Duration.ofMillis(20),
            Duration.ofMinutes(5));

    private WireMockServer server;

    @BeforeEach
    void start() {
        server = new WireMockServer(wireMockConfig().dynamicPort().jettyStopTimeout(10L));
        server.start();
        server.stubFor(get(urlPathEqualTo(PATH))
                .atPriority(2)
                .willReturn(okJson("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}")));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void watch(String state, String next, ResponseDefinitionBuilder answer) {
        server.stubFor(get(urlPathEqualTo(PATH))
                .withQueryParam("watch", equalTo("true"))
                .inScenario("watch")
                .whenScenarioStateIs(state)
                .willSetStateTo(next)
                .atPriority(1)
                .willReturn(answer));
    }

    /** An API server that has just begun refuses what it allows a moment later. */
    @Test
    void watchesOnAfterARefusalThatPasses() throws InterruptedException {
        watch(Scenario.STARTED, "begins", aResponse().withStatus(200));
        watch("begins", "knows its roles", aResponse().withStatus(403).withBody("{\"kind\":\"Status\"}"));
        watch(
                "knows its roles",
                "goes on",
                aResponse()
                        .withStatus(200)
                        .withBody("{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\",\"metadata\":"
                                + "{\"name\":\"a\",\"uid\":\"u\",\"resourceVersion\":\"2\"}}}\n"));
        watch("goes on", "goes on", aResponse().withFixedDelay(20_000));
        var seen = new CountDownLatch(1);
        var store = new ObjectStore<>(new ReentrantLock(), new ObjectStore.Listener<V1ConfigMap>() {
            @Override
            public void present(V1ConfigMap object) {
                seen.countDown();
            }

            @Override
            public void removed(V1ConfigMap object) {
                // Nothing is removed here.
            }
        });
        try (KubernetesClients clients = KubernetesClients.at("http://localhost:" + server.port(), "ns");
                var reflector = new Reflector<>(new Resource<>(clients, Kind.CONFIG_MAP), "", store, PACE)) {
            reflector.start();
            assertTrue(seen.await(120, TimeUnit.SECONDS));
        }
    }
}
