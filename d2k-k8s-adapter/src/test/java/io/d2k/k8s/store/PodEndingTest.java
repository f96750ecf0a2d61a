package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.cache.Reflector;
import io.d2k.k8s.client.Kind;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateRunning;
import io.kubernetes.client.openapi.models.V1ContainerStateWaiting;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodEndingTest extends FakeKubernetes {
    private static final String NAME = "web-ab0123-1";
    private static final V1ContainerState CREATING =
            new V1ContainerState().waiting(new V1ContainerStateWaiting().reason("ContainerCreating"));
    private static final V1ContainerState RUNNING = new V1ContainerState().running(new V1ContainerStateRunning());

    private CachedResource<V1Pod> pods;
    private PodEnding ending;

    @BeforeEach
    void pods() {
        ready();
        var waits = new PodWaits(new ObjectStore.Listener<>() {
            @Override
            public void present(V1Pod pod) {
                // nobody else listens
            }

            @Override
            public void removed(V1Pod pod) {
                // nobody else listens
            }
        });
        pods = new CachedResource<>(clients, Kind.POD, Reflector.Pace.EAGER, new ReentrantLock(), waits);
        pods.startAlone();
        ending = new PodEnding(pods, waits, Duration.ofMinutes(2));
        server.stubFor(
                delete(urlPathEqualTo(PODS + "/" + NAME)).willReturn(okJson("{\"kind\":\"Status\",\"code\":200}")));
    }

    private static V1Pod pod(String uid, int version, V1ContainerState state) {
        V1Pod pod = JSON.deserialize(pod(NAME, uid, version), V1Pod.class);
        return pod.status(new V1PodStatus()
                .addContainerStatusesItem(new V1ContainerStatus().name("main").state(state)));
    }

    private void deleted(int times) {
        server.verify(times, deleteRequestedFor(urlPathEqualTo(PODS + "/" + NAME)));
    }

    @Test
    void whatIsKnownToRunIsDeletedOnceItsNodeHasReportedIt() throws Exception {
        V1Pod creating = pod("u2", 91, CREATING);
        pods.told(creating);
        PodObservation known = PodObservations.of(creating)
                .withEnds(new ProcessState.Running(Instant.parse("2026-01-01T00:00:01Z")), Optional.empty());
        var end = CompletableFuture.runAsync(() -> ending.end(known, Duration.ZERO), r -> Thread.startVirtualThread(r));
        assertThrows(TimeoutException.class, () -> end.get(200, TimeUnit.MILLISECONDS));
        deleted(0);
        pods.told(pod("u2", 92, RUNNING));
        end.get(60, TimeUnit.SECONDS);
        deleted(1);
        assertEquals(Optional.empty(), pods.get(NAME));
    }

    @Test
    void whatDoesNotRunOrIsReportedIsDeletedAtOnce() throws Exception {
        for (V1Pod pod : List.of(pod("u2", 91, CREATING), pod("u3", 92, RUNNING))) {
            pods.told(pod);
            CompletableFuture.runAsync(
                            () -> ending.end(PodObservations.of(pod), Duration.ZERO), r -> Thread.startVirtualThread(r))
                    .get(60, TimeUnit.SECONDS);
        }
        deleted(2);
    }

    private PodObservation running(int version, Long grace, Long deadline) {
        V1Pod pod = pod("u2", version, RUNNING);
        pod.getSpec().terminationGracePeriodSeconds(grace).activeDeadlineSeconds(deadline);
        pods.told(pod);
        return PodObservations.of(pod);
    }

    private boolean kill(PodObservation pod) {
        return ending.stop(pod, Entry.LEAST_GRACE, Optional.empty());
    }

    private static MappingBuilder change() {
        return patch(urlPathEqualTo(PODS + "/" + NAME));
    }

    private void changed(int times) {
        server.verify(
                times,
                patchRequestedFor(urlPathEqualTo(PODS + "/" + NAME))
                        .withRequestBody(
                                equalToJson("{\"metadata\":{\"uid\":\"u2\"},\"spec\":{\"activeDeadlineSeconds\":1}}")));
    }

    @Test
    void whatHasNoMoreTimeThanAKillTakesIsToldThatItIsUp() {
        server.stubFor(change().willReturn(okJson(pod(NAME, "u2", 92))));
        assertTrue(kill(running(91, 2L, null)));
        changed(1);
        assertTrue(kill(running(93, 2L, 1L)), "it was told before");
        changed(1);
        deleted(0);
    }

    @ParameterizedTest
    @CsvSource({"3, 200", "10, 200", ", 200", "2, 403", "2, 404", "2, 409", "2, 422"})
    void whatHasMoreTimeOrMayNotBeChangedIsLeft(Long grace, int answer) {
        server.stubFor(change().willReturn(
                        answer == 200
                                ? okJson(pod(NAME, "u2", 92))
                                : jsonResponse("{\"kind\":\"Status\",\"code\":" + answer + "}", answer)));
        assertFalse(kill(running(91, grace, null)));
        changed(answer == 200 ? 0 : 1);
        deleted(0);
    }

    @Test
    void whatHasItsTimeMayGoWithAnotherOwner() {
        server.stubFor(change().willReturn(okJson(pod(NAME, "u2", 92))));
        var owner = new V1OwnerReference()
                .apiVersion("apps/v1")
                .kind("Deployment")
                .name("web")
                .uid("u1");
        assertTrue(ending.stop(running(91, 10L, null), Duration.ofSeconds(10), Optional.of(owner)));
        server.verify(patchRequestedFor(urlPathEqualTo(PODS + "/" + NAME))
                .withRequestBody(
                        equalToJson("{\"metadata\":{\"uid\":\"u2\",\"ownerReferences\":[{\"apiVersion\":\"apps/v1\","
                                + "\"kind\":\"Deployment\",\"name\":\"web\",\"uid\":\"u1\"}]},"
                                + "\"spec\":{\"activeDeadlineSeconds\":1}}")));
    }

    @Test
    void whatHasGoneIsLeft() {
        assertFalse(kill(PodObservations.of(pod("u2", 91, RUNNING))));
        changed(0);
    }
}
