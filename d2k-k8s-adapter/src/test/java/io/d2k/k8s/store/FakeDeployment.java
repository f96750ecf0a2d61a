package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.k8s.manifest.ContainerObjects;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.function.Consumer;

/** An API server with a container that is a Deployment, whose pods have a second from TERM to KILL. */
abstract class FakeDeployment extends FakeKubernetes {
    static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/ns/deployments";
    static final String REPLICA_SETS = "/apis/apps/v1/namespaces/ns/replicasets";

    /** As the API server holds it. */
    V1Deployment held;

    /** Has the API server hold it with these pods, and an engine know them. */
    final void deployment(boolean wanted, Consumer<V1Deployment> change, String... pods) {
        ContainerPlan plan =
                Samples.plan(ID, "web", WorkloadKind.DEPLOYMENT, Samples.pod(PodPlan.Restart.ALWAYS, "true"));
        ContainerRecord record = ContainerRecords.initial(plan);
        V1Deployment deployment = ContainerObjects.deployment(
                plan,
                new V1ObjectMeta()
                        .name("web")
                        .uid("u1")
                        .resourceVersion("90")
                        .labels(RecordAnnotations.labels(record))
                        .annotations(RecordAnnotations.annotations(record)));
        deployment.getSpec().replicas(wanted ? 1 : 0);
        change.accept(deployment);
        held = deployment;
        server.stubFor(get(urlPathEqualTo(DEPLOYMENTS))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", JSON.serialize(deployment)))));
        server.stubFor(
                get(urlPathEqualTo(PODS)).withQueryParam("watch", absent()).willReturn(okJson(list("100", pods))));
        server.stubFor(delete(urlPathMatching("/.*")).willReturn(okJson("{\"kind\":\"Status\",\"code\":200}")));
        ready();
    }
}
