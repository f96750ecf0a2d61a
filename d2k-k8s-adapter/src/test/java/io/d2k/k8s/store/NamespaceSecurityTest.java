package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.d2k.domain.system.PodSecurity;
import io.d2k.k8s.client.KubernetesClients;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The level of Pod Security that a namespace enforces. */
@Timeout(180)
class NamespaceSecurityTest {
    private static final String NAMESPACE = "/api/v1/namespaces/ns";

    private WireMockServer server;
    private KubernetesClients clients;

    @BeforeEach
    void start() {
        server = new WireMockServer(wireMockConfig().dynamicPort());
        server.start();
        clients = KubernetesClients.at("http://localhost:" + server.port(), "ns");
    }

    @AfterEach
    void stop() {
        clients.close();
        server.stop();
    }

    private static ResponseDefinitionBuilder labelled(String labels) {
        return okJson("{\"metadata\":{\"name\":\"ns\"" + labels + "}}");
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("no labels", labelled(""), PodSecurity.PRIVILEGED),
                Arguments.of("other labels", labelled(",\"labels\":{\"a\":\"restricted\"}"), PodSecurity.PRIVILEGED),
                Arguments.of(
                        "a lower level",
                        labelled(",\"labels\":{\"pod-security.kubernetes.io/enforce\":\"baseline\"}"),
                        PodSecurity.PRIVILEGED),
                Arguments.of(
                        "restricted",
                        labelled(",\"labels\":{\"pod-security.kubernetes.io/enforce\":\"restricted\"}"),
                        PodSecurity.RESTRICTED),
                Arguments.of("no permission", aResponse().withStatus(403).withBody("{}"), PodSecurity.PRIVILEGED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void readsTheLabelOfTheNamespace(String name, ResponseDefinitionBuilder answer, PodSecurity level) {
        server.stubFor(get(urlPathEqualTo(NAMESPACE)).willReturn(answer));
        NamespaceSecurity security = new NamespaceSecurity(clients, Optional.empty(), System::nanoTime);
        security.start();
        assertEquals(level, security.level());
    }

    @Test
    void asksNobodyWhereTheOperatorHasSaidIt() {
        NamespaceSecurity security =
                new NamespaceSecurity(clients, Optional.of(PodSecurity.RESTRICTED), System::nanoTime);
        security.start();
        assertEquals(PodSecurity.RESTRICTED, security.level());
        server.verify(0, getRequestedFor(urlPathEqualTo(NAMESPACE)));
    }

    @Test
    void readsItAnewBesideAPodOfLater() throws Exception {
        AtomicLong nanos = new AtomicLong();
        server.stubFor(get(urlPathEqualTo(NAMESPACE)).willReturn(labelled("")));
        NamespaceSecurity security = new NamespaceSecurity(clients, Optional.empty(), nanos::get);
        security.start();
        assertEquals(PodSecurity.PRIVILEGED, security.level());
        server.stubFor(get(urlPathEqualTo(NAMESPACE))
                .willReturn(labelled(",\"labels\":{\"pod-security.kubernetes.io/enforce\":\"restricted\"}")));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertEquals(PodSecurity.PRIVILEGED, security.level());
        server.verify(1, getRequestedFor(urlPathEqualTo(NAMESPACE)));
        nanos.incrementAndGet();
        while (security.level() != PodSecurity.RESTRICTED) {
            Thread.sleep(5); // nobody is told of the answer; the limit of the class interrupts this
        }
        server.verify(2, getRequestedFor(urlPathEqualTo(NAMESPACE)));
    }
}
