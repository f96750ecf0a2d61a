package io.d2k.k8s.store;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.matching.StringValuePattern;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.k8s.manifest.Names;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which names were taken from images is remembered in the namespace. */
class RemovedImagesTest extends FakeKubernetes {
    private static final String MAPS = CORE + "configmaps";
    private static final String REMOVED = MAPS + "/d2k-removed-images";
    private static final ImageReference WEB = ImageReference.parse("web:1");

    @Test
    void aRemovedNameIsKnownByEveryD2k() {
        server.stubFor(post(urlPathEqualTo(MAPS)).willReturn(okJson(map(101, "[\\\"docker.io/library/web:1\\\"]"))));
        ready();
        assertFalse(engine.images().removed(WEB));
        engine.images().remove(new ImageRecord(WEB, Samples.facts(), Instant.EPOCH));
        server.verify(
                1, postRequestedFor(urlPathEqualTo(MAPS)).withRequestBody(names("[\"docker.io/library/web:1\"]")));
        assertTrue(engine.images().removed(WEB));
        assertFalse(engine.images().removed(ImageReference.parse("web:2")));
    }

    @Test
    void aNameThatIsGivenAnewIsForgotten() {
        String image = map(Names.image("docker.io/library/web:1"), "image", 90, "");
        server.stubFor(get(urlPathEqualTo(MAPS))
                .withQueryParam("watch", absent())
                .willReturn(okJson(list(
                        "100", image, map(90, "[\\\"docker.io/library/web:1\\\",\\\"docker.io/library/web:2\\\"]")))));
        server.stubFor(put(urlPathMatching(MAPS + "/d2k-image-.*")).willReturn(okJson(image)));
        server.stubFor(put(urlPathEqualTo(REMOVED)).willReturn(okJson(map(101, "[\\\"docker.io/library/web:2\\\"]"))));
        ready();
        assertTrue(engine.images().removed(WEB));
        engine.images().save(new ImageRecord(WEB, Samples.facts(), Instant.EPOCH));
        server.verify(
                1, putRequestedFor(urlPathEqualTo(REMOVED)).withRequestBody(names("[\"docker.io/library/web:2\"]")));
        assertFalse(engine.images().removed(WEB));
        assertTrue(engine.images().removed(ImageReference.parse("web:2")));
    }

    private static StringValuePattern names(String json) {
        return matchingJsonPath("$.data.references", equalTo(json));
    }

    private static String map(int version, String escaped) {
        return map("d2k-removed-images", "removed-images", version, escaped);
    }

    private static String map(String name, String kind, int version, String escaped) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\",\"uid\":\"u\",\"resourceVersion\":\"" + version
                + "\",\"labels\":{\"app.kubernetes.io/managed-by\":\"d2k\","
                + "\"d2k.io/kind\":\"" + kind + "\"}},\"data\":{\"references\":\"" + escaped + "\"}}";
    }
}
