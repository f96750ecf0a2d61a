package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.volume.VolumePlan.Backing;
import io.d2k.domain.volume.VolumeRecord;
import io.d2k.domain.volume.VolumeRequest.Access;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the stores of volumes and storage classes send and see. */
class VolumeWritesTest extends FakeKubernetes {
    @Test
    void aVolumeIsAClaimAndASecondOneOfItsNameIsTheSame() {
        String claims = CORE + "persistentvolumeclaims";
        server.stubFor(post(urlPathEqualTo(claims)).willReturn(refusal(409, "AlreadyExists", "exists")));
        String id = io.d2k.k8s.manifest.Names.digest("volume My_Data");
        server.stubFor(get(urlPathEqualTo(claims + "/my-data"))
                .willReturn(okJson("{\"metadata\":{\"name\":\"my-data\",\"uid\":\"v1\",\"resourceVersion\":\"5\","
                        + "\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\",\"d2k.io/kind\":\"volume\"},"
                        + "\"annotations\":{\"d2k.io/id\":\"" + id + "\",\"d2k.io/name\":\"My_Data\","
                        + "\"d2k.io/labels\":\"{\\\"a\\\":\\\"b\\\"}\"}},"
                        + "\"status\":{\"capacity\":{\"storage\":\"1Gi\"}}}")));
        ready();
        var plan = new io.d2k.domain.volume.VolumePlan(
                "My_Data",
                Instant.EPOCH,
                "local",
                java.util.Map.of("c", "d"),
                java.util.Map.of(),
                false,
                new Backing.Claim("my-data", Optional.of("fast"), Access.READ_WRITE_MANY, 1 << 30));
        var volume = engine.volumes().create(plan);
        assertEquals(java.util.Map.of("a", "b"), volume.labels());
        assertEquals(1L << 30, volume.capacityBytes());
        assertEquals(Optional.of(volume), engine.volumes().find("My_Data"));
        server.verify(postRequestedFor(urlPathEqualTo(claims))
                .withRequestBody(matchingJsonPath("$.spec.accessModes[0]", equalTo("ReadWriteMany")))
                .withRequestBody(matchingJsonPath("$.spec.storageClassName", equalTo("fast")))
                .withRequestBody(matchingJsonPath("$.spec.resources.requests.storage", equalTo("1Gi"))));
    }

    @Test
    void aVolumeIsMarkedAsFilledFromItsNewestState() {
        String claims = CORE + "persistentvolumeclaims";
        server.stubFor(get(urlPathEqualTo(claims))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list("100", claim(90, "")))));
        server.stubFor(patch(urlPathEqualTo(claims + "/data"))
                .withRequestBody(matchingJsonPath("$.metadata.resourceVersion", equalTo("90")))
                .willReturn(refusal(409, "Conflict", "changed")));
        server.stubFor(get(urlPathEqualTo(claims + "/data")).willReturn(okJson(claim(91, ""))));
        server.stubFor(patch(urlPathEqualTo(claims + "/data"))
                .withRequestBody(matchingJsonPath("$.metadata.resourceVersion", equalTo("91")))
                .withRequestBody(matchingJsonPath("$.metadata.annotations['d2k.io/filled']", equalTo("true")))
                .willReturn(okJson(claim(92, ",\"d2k.io/filled\":\"true\""))));
        ready();
        VolumeRecord volume = engine.volumes().find("data").orElseThrow();
        assertFalse(volume.filled());
        engine.volumes().markFilled(volume);
        assertTrue(engine.volumes().find("data").orElseThrow().filled());
    }

    private static String claim(int version, String annotations) {
        return "{\"metadata\":{\"name\":\"data\",\"uid\":\"v1\",\"resourceVersion\":\"" + version + "\","
                + "\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\",\"d2k.io/kind\":\"volume\"},"
                + "\"annotations\":{\"d2k.io/id\":\"1\",\"d2k.io/name\":\"data\"" + annotations + "}}}";
    }

    @Test
    void aDirectoryOfTheNodeIsARecordAlone() {
        String maps = CORE + "configmaps";
        String name = io.d2k.k8s.manifest.Names.volume("srv");
        server.stubFor(post(urlPathEqualTo(maps))
                .withRequestBody(matchingJsonPath("$.metadata.labels['d2k.io/kind']", equalTo("volume")))
                .willReturn(okJson("{\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"m1\",\"resourceVersion\":\"5\","
                        + "\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\",\"d2k.io/kind\":\"volume\"},"
                        + "\"annotations\":{\"d2k.io/id\":\"1\",\"d2k.io/name\":\"srv\"}}}")));
        server.stubFor(delete(urlPathMatching(CORE + ".*")).willReturn(okJson("{\"kind\":\"Status\"}")));
        ready();
        var plan = new io.d2k.domain.volume.VolumePlan(
                "srv", Instant.EPOCH, "local", java.util.Map.of(), java.util.Map.of(), false, new Backing.Node());
        VolumeRecord made = engine.volumes().create(plan);
        assertEquals("", made.claim());
        assertEquals(Optional.of(made), engine.volumes().find("srv"));
        engine.volumes().remove(made);
        server.verify(deleteRequestedFor(urlPathEqualTo(maps + "/" + name)));
        assertTrue(engine.volumes().find("srv").isEmpty());
    }

    @Test
    void storageClassesAreSeenWherePermitted() {
        String classes = "/apis/storage.k8s.io/v1/storageclasses";
        server.stubFor(get(urlPathEqualTo(classes))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list(
                        "100",
                        "{\"metadata\":{\"name\":\"nfs\",\"uid\":\"s1\",\"resourceVersion\":\"5\"},"
                                + "\"provisioner\":\"nfs.csi.k8s.io\",\"parameters\":{\"server\":\"10.0.0.4\"}}"))));
        ready();
        assertEquals(
                "NFS servers found: 10.0.0.4:/ (StorageClass nfs)",
                io.d2k.domain.volume.NfsRule.servers(engine.storageClasses().list()));
    }

    @Test
    void storageClassesAreNotKnownWhereForbidden() {
        server.stubFor(get(urlPathEqualTo("/apis/storage.k8s.io/v1/storageclasses"))
                .willReturn(refusal(403, "Forbidden", "no")));
        ready();
        assertEquals(Optional.empty(), engine.storageClasses().list());
    }
}
