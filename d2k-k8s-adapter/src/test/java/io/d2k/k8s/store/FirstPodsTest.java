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
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.cache.Reflector;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.Resource;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentStatus;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts of Deployments whose first pods have the files of the last run. */
@Timeout(180)
class FirstPodsTest extends FakeDeployment {
    private static final Duration LIMIT = Duration.ofMinutes(2);
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
        server.stubFor(post(urlPathEqualTo(PODS)).willReturn(okJson(placed())));
    }

    private static String placed() {
        V1Pod pod = JSON.deserialize(pod(NAME, "u2", 95), V1Pod.class);
        var condition = new V1PodCondition().type("PodScheduled").status("True");
        return JSON.serialize(pod.status(new V1PodStatus().addConditionsItem(condition)));
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

    /** One that believes that the Deployment has no replicas yet would have the ReplicaSet take the pod away. */
    @Test
    void theReplicaSetComesWhenTheControllerKnowsOfTheStart() throws Exception {
        keepers(okJson("{}"));
        held.getMetadata().generation(7L);
        held.status(new V1DeploymentStatus().observedGeneration(6L));
        var made = new CompletableFuture<V1Pod>();
        var lock = new ReentrantLock();
        var podWaits = new PodWaits(telling(made));
        var deploymentWaits = new DeploymentWaits(ObjectStore.Listener.none());
        try (var pods = new CachedResource<>(clients, Kind.POD, Reflector.Pace.EAGER, lock, podWaits);
                var deployments =
                        new CachedResource<>(clients, Kind.DEPLOYMENT, Reflector.Pace.EAGER, lock, deploymentWaits);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            deployments.told(held);
            var first = new FirstPods(
                    deployments, pods, new Resource<>(clients, Kind.REPLICA_SET), deploymentWaits, podWaits);
            Future<?> making = threads.submit(() -> first.make(held, ID, 3, ENTRY));
            made.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            // what did not wait would have made it while these are answered
            for (int i = 0; i < 20; i++) {
                pods.refresh("other");
            }
            server.verify(0, postRequestedFor(urlPathEqualTo(REPLICA_SETS)));
            V1Deployment seen = JSON.deserialize(JSON.serialize(held), V1Deployment.class);
            seen.getMetadata().resourceVersion("96");
            deployments.told(seen.status(new V1DeploymentStatus().observedGeneration(7L)));
            making.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            server.verify(1, postRequestedFor(urlPathEqualTo(REPLICA_SETS)));
        }
    }

    private static ObjectStore.Listener<V1Pod> telling(CompletableFuture<V1Pod> made) {
        return new ObjectStore.Listener<>() {
            @Override
            public void present(V1Pod pod) {
                made.complete(pod);
            }

            @Override
            public void removed(V1Pod pod) {}
        };
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
