package io.d2k.k8s.store;

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
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import io.d2k.domain.service.UpdateStatus;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.swarm.SwarmId;
import io.d2k.k8s.cluster.KubernetesEngine;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KubernetesServicesTest extends FakeKubernetes {
    private static final String UID = "00000000-0000-0000-0000-00000000000a";
    private static final String MAPS = CORE + "configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/ns/deployments";
    private static final String DAEMON_SETS = "/apis/apps/v1/namespaces/ns/daemonsets";

    private ServiceStore swarm() {
        engine = KubernetesEngine.start(
                clients, Samples.DOCUMENTS, Samples.DNS, Samples.SECURITY, Optional.of(ServiceSamples.DOCUMENTS));
        assertTrue(
                engine.awaitReady(Duration.ofSeconds(60)),
                () -> engine.trouble().toString());
        return engine.services().orElseThrow();
    }

    private static String map(int version, ServiceRecord record, List<Task> tasks) {
        return JSON.serialize(new V1ConfigMap()
                .metadata(new V1ObjectMeta()
                        .name("d2k-service-my-web")
                        .uid(UID)
                        .resourceVersion(Integer.toString(version))
                        .labels(Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_SERVICE))
                        .annotations(Map.of(Keys.NAME, "My_Web")))
                .data(ServiceData.write(record, tasks)));
    }

    private ServiceRecord made(ServiceStore store) {
        server.stubFor(post(urlPathEqualTo(MAPS)).willReturn(okJson(map(5, ServiceSamples.record(""), List.of()))));
        return store.create(ServiceSamples.record(""));
    }

    private static Task task(int revision) {
        return new Task(
                "t",
                1,
                "uid",
                "pod",
                2,
                "n1",
                Samples.CREATED,
                revision,
                new TaskStatus(TaskState.FAILED, Samples.CREATED, "started", "task: non-zero exit (3)", Optional.of(3)),
                TaskState.SHUTDOWN);
    }

    @Test
    void recordIsAConfigMapAndItsIdFollowsFromTheUid() {
        ServiceRecord record = made(swarm());

        assertEquals(SwarmId.of(UID), record.id());
        assertEquals("My_Web", record.name());
        server.verify(postRequestedFor(urlPathEqualTo(MAPS))
                .withRequestBody(matchingJsonPath("$.metadata.name", equalTo("d2k-service-my-web")))
                .withRequestBody(matchingJsonPath("$.data.spec", equalTo("{1}"))));
    }

    @Test
    void everythingOfARecordAndItsTasksIsReadBack() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);
        var status = UpdateStatus.updating(Samples.CREATED).complete(Samples.CREATED.plusSeconds(9));
        ServiceRecord changed = record.withStatus(Optional.of(status));
        server.stubFor(put(urlPathEqualTo(MAPS + "/d2k-service-my-web"))
                .willReturn(okJson(map(6, changed, List.of(task(1))))));

        store.update(record.id(), r -> changed);

        assertEquals(changed, store.find(record.id()).orElseThrow().record());
        assertEquals(List.of(task(1)), store.find(record.id()).orElseThrow().written());
    }

    @Test
    void changeThatChangesNothingCostsNoRequest() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);

        store.update(record.id(), r -> r);
        store.note(record.id(), List.of());

        server.verify(0, putRequestedFor(urlPathEqualTo(MAPS + "/d2k-service-my-web")));
    }

    @Test
    void changeIsRepeatedOnTheNewestStateAfterAConflict() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);
        String path = MAPS + "/d2k-service-my-web";
        server.stubFor(put(urlPathEqualTo(path)).willReturn(refusal(409, "Conflict", "changed")));
        server.stubFor(put(urlPathEqualTo(path))
                .withRequestBody(matchingJsonPath("$.metadata.resourceVersion", equalTo("9")))
                .atPriority(1)
                .willReturn(okJson(map(10, record, List.of(task(1))))));
        server.stubFor(get(urlPathEqualTo(path)).atPriority(1).willReturn(okJson(map(9, record, List.of()))));

        store.note(record.id(), List.of(task(1)));

        assertEquals(1, store.find(record.id()).orElseThrow().written().size());
    }

    @Test
    void updateThatLosesTasksReplacesAsManyMore() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);
        server.stubFor(post(urlPathEqualTo(DEPLOYMENTS)).willReturn(okJson("{\"metadata\":{\"name\":\"my-web\"}}")));

        store.apply(
                record, ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1).without(2));

        server.verify(postRequestedFor(urlPathEqualTo(DEPLOYMENTS))
                .withRequestBody(matchingJsonPath("$.metadata.annotations['d2k.io/lost']", equalTo("2")))
                .withRequestBody(matchingJsonPath("$.spec.strategy.rollingUpdate.maxUnavailable", equalTo("3"))));
    }

    @Test
    void workloadBelongsToTheRecord() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);
        server.stubFor(post(urlPathEqualTo(DEPLOYMENTS))
                .willReturn(okJson("{\"metadata\":{\"name\":\"my-web\","
                        + "\"uid\":\"d\",\"resourceVersion\":\"7\",\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\","
                        + "\"d2k.io/kind\":\"service-workload\"},\"annotations\":{\"d2k.io/id\":\"" + record.id()
                        + "\",\"d2k.io/version\":\"1\"}},\"spec\":{\"replicas\":2,\"selector\":{},\"template\":{}}}")));

        store.apply(record, ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1));

        server.verify(postRequestedFor(urlPathEqualTo(DEPLOYMENTS))
                .withRequestBody(matchingJsonPath("$.metadata.ownerReferences[0].uid", equalTo(UID)))
                .withRequestBody(matchingJsonPath("$.spec.replicas", equalTo("2")))
                .withRequestBody(matchingJsonPath("$.spec.strategy.rollingUpdate.maxUnavailable", equalTo("1")))
                .withRequestBody(matchingJsonPath("$.spec.strategy.rollingUpdate.maxSurge", equalTo("0")))
                .withRequestBody(matchingJsonPath("$.spec.minReadySeconds", equalTo("2")))
                .withRequestBody(matchingJsonPath(
                        "$.spec.template.spec.containers[0].env[0].valueFrom.fieldRef.fieldPath",
                        equalTo("spec.nodeName")))
                .withRequestBody(matchingJsonPath(
                        "$.spec.template.spec.containers[0].env[?(@.name=='N')].value",
                        equalTo("on $$$(D2K_NODE_HOSTNAME)!")))
                .withRequestBody(matchingJsonPath("$.spec.template.spec.containers[0].ports[?(@.hostPort==18081)]"))
                .withRequestBody(matchingJsonPath(
                        "$.spec.template.spec.affinity.podAntiAffinity"
                                + ".requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey",
                        equalTo("kubernetes.io/hostname"))));
        assertEquals(
                2,
                store.find(record.id()).orElseThrow().workload().orElseThrow().wanted());
    }

    @Test
    void deploymentOfAnEarlierFormLosesTheTasksThatMakeRoom() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);
        String deployment = "{\"metadata\":{\"name\":\"my-web\",\"uid\":\"d\",\"resourceVersion\":\"%d\","
                + "\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\",\"d2k.io/kind\":\"service-workload\"},"
                + "\"annotations\":{\"d2k.io/id\":\"" + record.id() + "\"}},\"spec\":{\"replicas\":%d,\"selector\":{},"
                + "\"template\":{\"metadata\":{\"annotations\":{\"d2k.io/revision\":\"1\"}}}}}";
        server.stubFor(post(urlPathEqualTo(DEPLOYMENTS)).willReturn(okJson(deployment.formatted(7, 2))));
        server.stubFor(patch(urlPathEqualTo(DEPLOYMENTS + "/my-web")).willReturn(okJson(deployment.formatted(8, 1))));
        store.apply(record, ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1));
        assertEquals(
                1,
                store.find(record.id()).orElseThrow().workload().orElseThrow().template());

        store.retire(record, List.of(), 2);
        store.retire(record, List.of(), 1);
        store.retire(record, List.of(), 1);

        server.verify(
                1,
                patchRequestedFor(urlPathEqualTo(DEPLOYMENTS + "/my-web"))
                        .withRequestBody(equalToJson("{\"spec\":{\"replicas\":1}}")));
    }

    @Test
    void podsThatD2kMadeItselfGoWithTheFormThatNeededThem() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);
        server.stubFor(post(urlPathEqualTo(CORE + "pods"))
                .willReturn(
                        okJson("{\"metadata\":{\"name\":\"own\",\"uid\":\"p\",\"resourceVersion\":\"7\",\"labels\":{\""
                                + Keys.MANAGED_BY + "\":\"d2k\",\"" + Keys.KIND + "\":\"" + Keys.KIND_TASK + "\",\""
                                + Keys.SLOT
                                + "\":\"1\"},\"annotations\":{\"" + Keys.TASK + "\":\"t1\",\"" + Keys.ID
                                + "\":\"" + record.id()
                                + "\"}},\"spec\":{\"containers\":[{\"name\":\"main\"}]}}")));
        server.stubFor(delete(urlPathEqualTo(CORE + "pods/own")).willReturn(okJson("{}")));
        server.stubFor(post(urlPathEqualTo(DEPLOYMENTS)).willReturn(okJson("{\"metadata\":{\"name\":\"my-web\"}}")));
        store.launch(record, ServiceSamples.plan(WorkloadType.PODS, false, 1), new ServiceStore.Place(1, ""), 0, "t1");
        server.verify(postRequestedFor(urlPathEqualTo(CORE + "pods"))
                .withRequestBody(matchingJsonPath("$.metadata.annotations['" + Keys.TASK + "']", equalTo("t1"))));
        assertEquals(
                List.of("t1"),
                store.find(record.id()).orElseThrow().pods().stream()
                        .map(TaskPod::taskId)
                        .toList());
        store.apply(record, ServiceSamples.plan(WorkloadType.PODS, false, 1));
        server.verify(0, deleteRequestedFor(urlPathEqualTo(CORE + "pods/own")));

        store.apply(record, ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1));

        server.verify(deleteRequestedFor(urlPathEqualTo(CORE + "pods/own")));
    }

    @Test
    void workloadOfSomebodyElseIsNotTouched() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);
        server.stubFor(post(urlPathEqualTo(DEPLOYMENTS)).willReturn(refusal(409, "AlreadyExists", "there is one")));
        server.stubFor(get(urlPathEqualTo(DEPLOYMENTS + "/my-web"))
                .willReturn(okJson(
                        "{\"metadata\":{\"name\":\"my-web\",\"uid\":\"x\",\"resourceVersion\":\"3\"},\"spec\":{}}")));

        var refusal = assertThrows(
                EngineException.class,
                () -> store.apply(record, ServiceSamples.plan(WorkloadType.DEPLOYMENT, false, 1)));

        assertEquals(ErrorKind.CONFLICT, refusal.kind());
        server.verify(0, putRequestedFor(urlPathEqualTo(DEPLOYMENTS + "/my-web")));
    }

    @Test
    void globalServiceIsADaemonSet() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);
        server.stubFor(post(urlPathEqualTo(DAEMON_SETS))
                .willReturn(okJson(
                        "{\"metadata\":{\"name\":\"my-web\",\"uid\":\"d\",\"resourceVersion\":\"7\"},\"spec\":{}}")));

        store.apply(record, ServiceSamples.plan(WorkloadType.DAEMON_SET, false, 0));

        server.verify(postRequestedFor(urlPathEqualTo(DAEMON_SETS))
                .withRequestBody(
                        matchingJsonPath("$.spec.updateStrategy.rollingUpdate.maxUnavailable", equalTo("100%"))));
    }

    @Test
    void removalTakesTheRecordFirst() {
        ServiceStore store = swarm();
        ServiceRecord record = made(store);
        server.stubFor(delete(urlPathEqualTo(MAPS + "/d2k-service-my-web"))
                .willReturn(okJson("{\"kind\":\"Status\",\"status\":\"Success\"}")));

        store.remove(record);

        assertTrue(store.find(record.id()).isEmpty());
        server.verify(deleteRequestedFor(urlPathEqualTo(MAPS + "/d2k-service-my-web")));
    }
}
