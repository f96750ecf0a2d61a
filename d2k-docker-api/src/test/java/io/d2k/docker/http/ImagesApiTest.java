package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.PullProgress;
import io.d2k.domain.image.RegistryAuth;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images, as a Docker Engine 26.1 answers of them. */
class ImagesApiTest extends ApiCase {
    private static final String DIGEST = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    @ParameterizedTest
    @CsvSource({"GET, /images/REF/get", "GET, /images/get?names=there&names=REF"})
    void whatIsNotSupportedStillNeedsItsImage(String method, String path) throws IOException {
        when(server.images.inspect("ghost")).thenThrow(EngineException.notFound("No such image: ghost"));

        assertEquals(message(404, "No such image: ghost"), text(method, "/v1.45" + path.replace("REF", "ghost")));
        assertEquals(
                501, server.send(method, "/v1.45" + path.replace("REF", "box")).status());
    }

    @Test
    void imagesAreGivenNames() throws IOException {
        assertEquals(
                201,
                server.send("POST", "/images/library/web:1/tag?repo=r.example:5000/app&tag=2")
                        .status());
        verify(server.images).tag("library/web:1", "r.example:5000/app", "2");
    }

    @Test
    void pullPassesOnWhatWasAsked() throws IOException {
        when(server.images.pull(anyString(), anyString(), any()))
                .thenReturn(List.of(
                        new PullProgress.Step("1.36", "Pulling from library/busybox"),
                        new PullProgress.Step("", "Status: done"),
                        new PullProgress.Failure("not for linux/arm64")));
        String auth = Base64.getUrlEncoder()
                .encodeToString(
                        "{\"username\":\"u\",\"password\":\"p\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        Wire.Answer answer = server.send(
                "POST",
                "/images/create?fromImage=r.example:5000/busybox&tag=1.36&platform=linux/arm64",
                "X-Registry-Auth: " + auth);

        assertEquals("""
            200 application/json
            {"status":"Pulling from library/busybox","id":"1.36"}\r
            {"status":"Status: done"}\r
            {"errorDetail":{"message":"not for linux/arm64"},"error":"not for linux/arm64"}
            """.stripTrailing(), answer.text().stripTrailing());
        assertEquals("chunked", answer.header("Transfer-Encoding"));
        verify(server.images)
                .pull("r.example:5000/busybox:1.36", "linux/arm64", Optional.of(new RegistryAuth("u", "p", "", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "fromImage=busybox:1, busybox:1",
        "fromImage=busybox:1&tag=2, busybox:2",
        "fromImage=r:5/b&tag=" + DIGEST + ", r:5/b@" + DIGEST,
        "fromImage=b@" + DIGEST + "&tag=2, b:2"
    })
    void tagsAndDigestsAreJoined(String query, String reference) throws IOException {
        server.send("POST", "/images/create?" + query);
        verify(server.images).pull(reference, "", Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"busybox", "busybox:", "r.example:5000/a/busybox"})
    void aNameAloneMeansAllOfItsTags(String name) throws IOException {
        String repository = name.replaceFirst(":$", "");
        doAnswer(call -> {
                    Consumer<PullProgress> progress = call.getArgument(3);
                    progress.accept(new PullProgress.Step("1", "Pulling from library/busybox"));
                    progress.accept(new PullProgress.Failure("the second one is broken"));
                    return null;
                })
                .when(server.images)
                .pullAll(eq(repository), eq(""), any(), any());

        assertEquals(
                """
            200 application/json
            {"status":"Pulling from library/busybox","id":"1"}\r
            {"errorDetail":{"message":"the second one is broken"},"error":"the second one is broken"}
            """.stripTrailing(),
                text("POST", "/images/create?fromImage=" + name).stripTrailing());

        doThrow(EngineException.notFound("none")).when(server.images).pullAll(eq(repository), eq(""), any(), any());
        assertEquals(message(404, "none"), text("POST", "/images/create?fromImage=" + name));
    }

    @ParameterizedTest
    @CsvSource({
        "fromImage=busybox&tag=a:b, invalid tag format",
        "fromImage=busybox&tag=-x, invalid tag format",
        "fromImage=busybox&tag=sha256:00, invalid tag format",
        "fromImage=Busybox&tag=1, invalid reference format: repository name (library/Busybox) must be lowercase",
    })
    void whatIsNoTagIsRefused(String query, String words) throws IOException {
        assertEquals(message(400, words), text("POST", "/images/create?" + query));
    }

    @Test
    void imagesAreRemovedByReferencesWithSlashes() throws IOException {
        when(server.images.remove(anyString(), anyBoolean())).thenReturn(List.of());
        assertEquals("200 application/json\n[]", text("DELETE", "/images/r.example:5000/a/b:1?force=1"));
        assertEquals(message(400, "image name cannot be blank"), text("DELETE", "/images/%20"));
        verify(server.images).remove("r.example:5000/a/b:1", true);
    }
}
