package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.k8s.manifest.ContainerObjects;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1LocalObjectReference;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Credentials for registries as Secrets. */
class PullCredentialsTest extends FakeKubernetes {
    private static final String SECRETS = CORE + "secrets";
    private static final ImageReference APP = ImageReference.parse("r.example:5000/team/app:1");
    private static final String REPOSITORY = "r.example:5000/team/app";
    private static final String NAME = Names.pullSecret(REPOSITORY);
    private static final RegistryAuth JOE = new RegistryAuth("joe", "secret", "", "");

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String config(String server, String user, String password) {
        return encoded("{\"auths\":{\"" + server + "\":{\"username\":\"" + user + "\",\"password\":\"" + password
                + "\",\"auth\":\"" + encoded(user + ":" + password) + "\"}}}");
    }

    private static String secret(int version, String config) {
        return secret(NAME, REPOSITORY, version, config);
    }

    private static String secret(String name, String repository, int version, String config) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"s1\",\"resourceVersion\":\"" + version
                + "\",\"labels\":{\"" + Keys.MANAGED_BY + "\":\"d2k\",\"" + Keys.KIND + "\":\"pull-secret\"},"
                + "\"annotations\":{\"" + Keys.ID + "\":\"" + Names.digest(repository) + "\"}},\"data\":{"
                + "\".dockerconfigjson\":\"" + config + "\"}}";
    }

    private void present(String... items) {
        server.stubFor(
                get(urlPathEqualTo(SECRETS)).withQueryParam("watch", absent()).willReturn(okJson(list("100", items))));
    }

    @Test
    void whatIsKeptMayBeUsed() {
        String dockers = "docker.io/library/busybox";
        present(
                secret(1, config("r.example:5000", "joe", "secret")),
                secret(
                        Names.pullSecret(dockers),
                        dockers,
                        1,
                        config("https://index.docker.io/v1/", "<token>", "refresh")),
                secret(Names.pullSecret("r.example/odd"), "r.example/odd", 1, encoded("{}")));
        ready();
        var kept = engine.pullCredentials();
        assertEquals(Optional.of(new RegistryAuth("joe", "secret", "r.example:5000", "")), kept.held(APP));
        assertEquals(
                Optional.of(new RegistryAuth("", "", "docker.io", "refresh")),
                kept.held(ImageReference.parse("busybox")));
        assertEquals(Optional.empty(), kept.held(ImageReference.parse("r.example/odd")));
        assertEquals(Optional.empty(), kept.held(ImageReference.parse("r.example/none")));
    }

    @Test
    void credentialsBecomeASecretThatWorkloadsOfTheRepositoryName() {
        String config = config("r.example:5000", "joe", "secret");
        server.stubFor(post(urlPathEqualTo(SECRETS)).willReturn(okJson(secret(101, config))));
        ready();
        assertEquals(List.of(), engine.pullCredentials().of(APP));
        assertEquals(List.of(NAME), engine.pullCredentials().keep(APP, JOE));
        assertEquals(List.of(NAME), engine.pullCredentials().of(APP));
        assertEquals(List.of(NAME), engine.pullCredentials().of(ImageReference.parse(REPOSITORY + ":2")));
        assertEquals(List.of(), engine.pullCredentials().of(ImageReference.parse("r.example:5000/team/other:1")));
        engine.pullCredentials().keep(APP, JOE); // what is kept already is not written again
        server.verify(
                1,
                postRequestedFor(urlPathEqualTo(SECRETS))
                        .withRequestBody(matchingJsonPath("$.type", equalTo("kubernetes.io/dockerconfigjson")))
                        .withRequestBody(matchingJsonPath("$.data['.dockerconfigjson']", equalTo(config)))
                        .withRequestBody(matchingJsonPath("$.metadata.labels['d2k.io/kind']", equalTo("pull-secret"))));
    }

    @Test
    void newerCredentialsReplaceOlderOnes() {
        String newer = config("r.example:5000", "joe", "newer");
        present(secret(90, config("r.example:5000", "joe", "secret")));
        server.stubFor(put(urlPathEqualTo(SECRETS + "/" + NAME)).willReturn(okJson(secret(101, newer))));
        ready();
        engine.pullCredentials().keep(APP, new RegistryAuth("joe", "newer", "", ""));
        server.verify(putRequestedFor(urlPathEqualTo(SECRETS + "/" + NAME))
                .withRequestBody(matchingJsonPath("$.metadata.resourceVersion", equalTo("90")))
                .withRequestBody(matchingJsonPath("$.data['.dockerconfigjson']", equalTo(newer))));
    }

    @Test
    void dockersOwnRegistryIsKnownByItsOldNameAndATokenStandsForAPassword() {
        String config = config("https://index.docker.io/v1/", "<token>", "T");
        server.stubFor(post(urlPathEqualTo(SECRETS))
                .willReturn(okJson(
                        secret(Names.pullSecret("docker.io/library/app"), "docker.io/library/app", 101, config))));
        ready();
        engine.pullCredentials().keep(ImageReference.parse("app"), new RegistryAuth("", "", "", "T"));
        server.verify(postRequestedFor(urlPathEqualTo(SECRETS))
                .withRequestBody(matchingJsonPath("$.data['.dockerconfigjson']", equalTo(config))));
    }

    @Test
    void whatNoWorkloadAndNoPulledImageNeedsIsForgotten() {
        String used = Names.pullSecret("r.example/used");
        present(secret(90, "e30="), secret(used, "r.example/used", 91, "e30="));
        V1PodTemplate template = ContainerObjects.podTemplate(
                Samples.plan(
                        ID,
                        "web",
                        WorkloadKind.RUN_ONCE,
                        Samples.pod(io.d2k.domain.container.PodPlan.Restart.NEVER, "true")),
                new V1ObjectMeta()
                        .name("web")
                        .uid("u1")
                        .resourceVersion("90")
                        .labels(RecordAnnotations.labels(ContainerRecords.initial(PLAN)))
                        .annotations(RecordAnnotations.annotations(ContainerRecords.initial(PLAN))));
        template.getTemplate().getSpec().setImagePullSecrets(List.of(new V1LocalObjectReference().name(used)));
        server.stubFor(get(urlPathEqualTo(TEMPLATES))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", JSON.serialize(template)))));
        server.stubFor(delete(urlPathEqualTo(SECRETS + "/" + NAME)).willReturn(okJson("{}")));
        ready();
        engine.pullCredentials().tidy();
        server.verify(1, deleteRequestedFor(urlPathEqualTo(SECRETS + "/" + NAME)));
        server.verify(0, deleteRequestedFor(urlPathEqualTo(SECRETS + "/" + used)));
    }

    @Test
    void credentialsStayForAnImageThatHasAnotherNameAlone() {
        ImageRecord tagged = new ImageRecord(APP, Samples.facts(), Instant.EPOCH)
                .named(ImageReference.parse("mine:1"), Instant.parse("2026-01-01T00:00:00Z"));
        ready();
        assertThrows(EngineException.class, () -> engine.images().save(tagged));
        String map = server.findAll(postRequestedFor(urlPathEqualTo(CORE + "configmaps"))
                        .withRequestBody(matchingJsonPath("$.metadata.labels['d2k.io/kind']", equalTo("image"))))
                .getFirst()
                .getBodyAsString()
                .replaceFirst("\"metadata\":\\{", "$0\"uid\":\"i1\",\"resourceVersion\":\"50\",");
        server.stubFor(get(urlPathEqualTo(CORE + "configmaps"))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", map))));
        present(secret(90, "e30="));
        engine.close();
        ready();
        assertEquals(List.of(tagged), engine.images().list());
        engine.pullCredentials().tidy();
        server.verify(0, deleteRequestedFor(urlPathEqualTo(SECRETS + "/" + NAME)));
    }

    @Test
    void withoutThePermissionTheRestWorks() {
        server.stubFor(get(urlPathEqualTo(SECRETS)).willReturn(refusal(403, "Forbidden", "secrets is forbidden")));
        server.stubFor(post(urlPathEqualTo(SECRETS)).willReturn(refusal(403, "Forbidden", "secrets is forbidden")));
        ready();
        assertEquals(List.of(), engine.pullCredentials().of(APP));
        engine.pullCredentials().tidy();
        EngineException e = assertThrows(
                EngineException.class, () -> engine.pullCredentials().keep(APP, JOE));
        assertEquals(ErrorKind.FORBIDDEN, e.kind());
    }
}
