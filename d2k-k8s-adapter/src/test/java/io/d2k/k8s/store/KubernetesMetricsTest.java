package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.stats.PodUsage;
import io.d2k.k8s.cluster.KubernetesMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KubernetesMetricsTest extends FakeKubernetes {
    private static final String PATH = "/apis/metrics.k8s.io/v1beta1/namespaces/ns/pods";
    private static final Instant MEASURED = Instant.parse("2026-01-02T03:04:05Z");

    private Instant now = MEASURED.plusSeconds(1);

    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private static PodObservation pod(String name) {
        return new PodObservation(
                name,
                "u",
                1,
                0,
                "",
                "",
                MEASURED,
                false,
                "Running",
                "",
                "",
                "",
                new ProcessState.Running(MEASURED),
                Optional.empty(),
                0,
                true,
                "");
    }

    @Test
    void figuresAreAskedForNoSoonerThanTheyChange() {
        server.stubFor(get(urlPathEqualTo(PATH))
                .willReturn(okJson(list(
                        "1",
                        "{\"metadata\":{\"name\":\"web\"},\"timestamp\":\"2026-01-02T03:04:05Z\",\"window\":\"20.5s\","
                                + "\"containers\":[{\"name\":\"main\",\"usage\":{\"cpu\":\"298512345n\","
                                + "\"memory\":\"1204Ki\"}}]}",
                        "{\"metadata\":{\"name\":\"odd\"},\"timestamp\":\"soon\",\"containers\":[]}"))));
        ready();
        var metrics = new KubernetesMetrics(clients, clock);
        assertEquals(
                Optional.of(new PodUsage(MEASURED, Duration.ofMillis(20_500), 298_512_345, 1204 * 1024)),
                metrics.usage(pod("web")));
        assertEquals(Optional.empty(), metrics.usage(pod("odd")));
        now = MEASURED.plusSeconds(20);
        metrics.usage(pod("web"));
        server.verify(1, getRequestedFor(urlPathEqualTo(PATH)));
        now = MEASURED.plusSeconds(21);
        metrics.usage(pod("web"));
        metrics.usage(pod("web"));
        server.verify(2, getRequestedFor(urlPathEqualTo(PATH)));
        now = MEASURED.plusSeconds(27);
        metrics.usage(pod("web"));
        server.verify(3, getRequestedFor(urlPathEqualTo(PATH)));
    }

    @Test
    void aClusterWithoutFiguresIsSeldomAsked() {
        server.stubFor(get(urlPathEqualTo(PATH)).willReturn(refusal(404, "NotFound", "no such group")));
        ready();
        var metrics = new KubernetesMetrics(clients, clock);
        assertEquals(Optional.empty(), metrics.usage(pod("web")));
        now = now.plusSeconds(59);
        assertEquals(Optional.empty(), metrics.usage(pod("web")));
        server.verify(1, getRequestedFor(urlPathEqualTo(PATH)));
    }
}
