package io.d2k.k8s.election;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import io.d2k.k8s.client.KubernetesClients;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LeaderElectionTest {
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/ns/leases";
    private static final String LEASE = LEASES + "/d2k";
    private static final Duration LEASE_TIME = Duration.ofSeconds(90);
    /** A leader renews often, and has long for it. */
    private static final LeaseTerms OFTEN = new LeaseTerms(
            LEASE_TIME, Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofSeconds(30));

    private final BlockingQueue<Standing> told = new LinkedBlockingQueue<>();
    /** When the lease was written that was there. */
    private final BlockingQueue<Long> puts = new LinkedBlockingQueue<>();

    private WireMockServer server;
    private KubernetesClients clients;

    @BeforeEach
    void start() {
        server = new WireMockServer(wireMockConfig().dynamicPort().jettyStopTimeout(10L));
        server.addMockServiceRequestListener((request, response) -> {
            if (request.getMethod().equals(RequestMethod.PUT)) {
                puts.add(System.nanoTime());
            }
        });
        server.start();
        server.stubFor(any(anyUrl()).atPriority(9).willReturn(refusal(404)));
        server.stubFor(get(urlPathEqualTo(LEASES))
                .withQueryParam("watch", equalTo("true"))
                .atPriority(1)
                .willReturn(aResponse().withFixedDelay(20_000)));
        clients = KubernetesClients.at("http://localhost:" + server.port(), "ns");
    }

    @AfterEach
    void stop() {
        clients.close();
        server.stop();
    }

    private LeaderElection election() {
        return election(OFTEN);
    }

    private LeaderElection election(LeaseTerms terms) {
        return LeaderElection.start(clients, "me", "10.0.0.9:2375", terms, Clock.systemUTC(), told::add);
    }

    private Standing next() throws InterruptedException {
        Standing standing = told.poll(60, TimeUnit.SECONDS);
        assertNotNull(standing, "nothing was told");
        return standing;
    }

    private static String lease(String holder, int version, String managedBy) {
        return String.format(Locale.ROOT, """
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"d2k","uid":"u",
                "resourceVersion":"%d","labels":{"app.kubernetes.io/managed-by":"%s"},
                "annotations":{"d2k.io/address":"10.0.0.7:2375"}},
                "spec":{"holderIdentity":"%s","leaseDurationSeconds":1,"leaseTransitions":4,
                "renewTime":"2026-01-01T00:00:00.000000Z"}}""", version, managedBy, holder);
    }

    private static ResponseDefinitionBuilder refusal(int code) {
        return aResponse()
                .withStatus(code)
                .withBody("{\"kind\":\"Status\",\"code\":" + code + ",\"reason\":\"R\",\"message\":\"no\"}");
    }

    private void listed(String... leases) {
        server.stubFor(get(urlPathEqualTo(LEASES))
                .atPriority(5)
                .willReturn(okJson(
                        "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[" + String.join(",", leases) + "]}")));
    }

    /** There is none before the first look, and afterwards one that somebody holds. */
    private void madeOnce(String holder) {
        server.stubFor(get(urlEqualTo(LEASE))
                .inScenario("first")
                .willSetStateTo("then")
                .willReturn(refusal(404)));
        server.stubFor(get(urlEqualTo(LEASE))
                .inScenario("first")
                .whenScenarioStateIs("then")
                .atPriority(1)
                .willReturn(okJson(lease(holder, 13, "d2k"))));
    }

    @Test
    void whoFindsNoLeaseMakesItAndRenewsItAndGivesItBack() throws InterruptedException {
        listed();
        server.stubFor(post(urlEqualTo(LEASES)).willReturn(okJson(lease("me", 11, "d2k"))));
        server.stubFor(put(urlEqualTo(LEASE)).willReturn(okJson(lease("me", 12, "d2k"))));
        madeOnce("me");
        try (LeaderElection election = election()) {
            assertEquals(new Standing.Leading(), next());
            assertNotNull(election);
            for (int i = 0; i < 2; i++) {
                assertNotNull(puts.poll(60, TimeUnit.SECONDS), "no renewal");
            }
        }
        server.verify(
                1,
                postRequestedFor(urlEqualTo(LEASES))
                        .withRequestBody(matchingJsonPath("$.spec.holderIdentity", equalTo("me")))
                        .withRequestBody(matchingJsonPath(
                                "$.spec.leaseDurationSeconds", equalTo(Long.toString(LEASE_TIME.toSeconds()))))
                        .withRequestBody(matchingJsonPath("$.spec.leaseTransitions", equalTo("0")))
                        .withRequestBody(matchingJsonPath(
                                "$.metadata.annotations['d2k.io/address']", equalTo("10.0.0.9:2375"))));
        server.verify(
                com.github.tomakehurst.wiremock.client.WireMock.moreThan(1),
                putRequestedFor(urlEqualTo(LEASE))
                        .withRequestBody(matchingJsonPath("$.spec.holderIdentity", equalTo("me"))));
        server.verify(
                1,
                putRequestedFor(urlEqualTo(LEASE))
                        .withRequestBody(matchingJsonPath("$.spec.holderIdentity", equalTo(""))));
        assertNull(told.poll(), "a leader that closes is not deposed");
    }

    @Test
    void aRenewalThatComesBetweenDoesNotKeepTheLeaseFromBeingGivenBack() throws InterruptedException {
        listed();
        server.stubFor(post(urlEqualTo(LEASES)).willReturn(okJson(lease("me", 11, "d2k"))));
        server.stubFor(put(urlEqualTo(LEASE)).willReturn(okJson(lease("me", 12, "d2k"))));
        server.stubFor(put(urlEqualTo(LEASE))
                .withRequestBody(matchingJsonPath("$.spec.holderIdentity", equalTo("")))
                .inScenario("release")
                .willSetStateTo("again")
                .atPriority(1)
                .willReturn(refusal(409)));
        madeOnce("me");
        try (LeaderElection election = election()) {
            assertNotNull(election);
            assertEquals(new Standing.Leading(), next());
        }
        server.verify(
                2,
                putRequestedFor(urlEqualTo(LEASE))
                        .withRequestBody(matchingJsonPath("$.spec.holderIdentity", equalTo(""))));
    }

    @Test
    void theLeaseOfAnotherIsFollowedAndTakenOnceItHasRunOut() throws InterruptedException {
        listed(lease("other", 9, "d2k"));
        server.stubFor(get(urlEqualTo(LEASE)).willReturn(okJson(lease("other", 9, "d2k"))));
        server.stubFor(put(urlEqualTo(LEASE)).willReturn(okJson(lease("me", 12, "d2k"))));
        try (LeaderElection election = election()) {
            assertNotNull(election);
            long seen = System.nanoTime();
            assertEquals(new Standing.Following("other", "10.0.0.7:2375"), next());
            assertEquals(new Standing.Leading(), next());
            long waited = TimeUnit.NANOSECONDS.toMillis(puts.take() - seen);
            assertEquals(true, waited >= 900, () -> "taken after " + waited + " ms of 1000");
        }
        server.verify(putRequestedFor(urlEqualTo(LEASE))
                .withRequestBody(matchingJsonPath("$.spec.leaseTransitions", equalTo("5")))
                .withRequestBody(matchingJsonPath("$.metadata.resourceVersion", equalTo("9"))));
    }

    @Test
    void whoCameSecondFollows() throws InterruptedException {
        listed();
        server.stubFor(get(urlEqualTo(LEASE)).inScenario("race").willReturn(refusal(404)));
        server.stubFor(post(urlEqualTo(LEASES))
                .inScenario("race")
                .willSetStateTo("lost")
                .willReturn(refusal(409)));
        server.stubFor(get(urlEqualTo(LEASE))
                .inScenario("race")
                .whenScenarioStateIs("lost")
                .atPriority(1)
                .willReturn(okJson(lease("other", 11, "d2k"))));
        try (LeaderElection election = election()) {
            assertNotNull(election);
            assertEquals(new Standing.Following("other", "10.0.0.7:2375"), next());
        }
    }

    @Test
    void aLeaderWhoseLeaseAnotherHasTakenIsDeposed() throws InterruptedException {
        listed();
        server.stubFor(post(urlEqualTo(LEASES)).willReturn(okJson(lease("me", 11, "d2k"))));
        server.stubFor(put(urlEqualTo(LEASE)).willReturn(refusal(409)));
        madeOnce("other");
        try (LeaderElection election = election()) {
            assertNotNull(election);
            assertEquals(new Standing.Leading(), next());
            assertInstanceOf(Standing.Deposed.class, next());
        }
        server.verify(
                0,
                putRequestedFor(urlEqualTo(LEASE))
                        .withRequestBody(matchingJsonPath("$.spec.holderIdentity", equalTo(""))));
    }

    @Test
    void aLeaderThatTheServerDoesNotAnswerStopsInTime() throws InterruptedException {
        listed();
        server.stubFor(post(urlEqualTo(LEASES)).willReturn(okJson(lease("me", 11, "d2k"))));
        server.stubFor(put(urlEqualTo(LEASE)).willReturn(aResponse().withFixedDelay(20_000)));
        madeOnce("me");
        var terms = new LeaseTerms(
                LEASE_TIME,
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofMillis(50),
                Duration.ofMillis(500));
        try (LeaderElection election = election(terms)) {
            assertNotNull(election);
            assertEquals(new Standing.Leading(), next());
            long led = System.nanoTime();
            assertInstanceOf(Standing.Deposed.class, next());
            long after = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - led);
            assertEquals(true, after < LEASE_TIME.toMillis(), () -> "deposed after " + after + " ms");
        }
    }

    @Test
    void aLeaseThatIsNotD2ksIsLeftAlone() throws InterruptedException {
        listed();
        server.stubFor(get(urlEqualTo(LEASE)).willReturn(okJson(lease("", 9, "somebody"))));
        try (LeaderElection election = election()) {
            assertNotNull(election);
            assertNull(told.poll(600, TimeUnit.MILLISECONDS));
        }
        server.verify(0, putRequestedFor(anyUrl()));
        server.verify(0, postRequestedFor(anyUrl()));
    }
}
