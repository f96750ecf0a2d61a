package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What registries send: manifests, configurations, challenges, errors. */
class DocumentsTest {
    private static final String DIGEST = "sha256:" + "c".repeat(64);

    @Test
    void readsAConfiguration() throws RegistryFailure {
        ConfigDocument document = config("""
            {"os":"linux","architecture":"arm64","variant":"v8","created":"2024-05-01T12:00:00.123456789+02:00",
             "author":"me","config":{"User":"1000:1000","ExposedPorts":{"80/tcp":{},"53/udp":{},"8000-8002":{}},
             "Env":["A=b"],"Entrypoint":["httpd"],"Cmd":["-f"],"Volumes":{"/data":{},"/a":{}},
             "WorkingDir":"/var/www","Labels":{"k":"v"},"StopSignal":"SIGINT","OnBuild":null,
             "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000,"Timeout":3000000000,
             "StartPeriod":1500000000,"StartInterval":500000000,"Retries":4}},
             "rootfs":{"type":"layers","diff_ids":["sha256:1","sha256:2"]},
             "history":[{"created":"2024-05-01T10:00:00Z","created_by":"ADD","comment":"c"},
                        {"created_by":"CMD","empty_layer":true}]}
            """);
        assertEquals(
                new ConfigDocument(
                        "linux",
                        "arm64",
                        "v8",
                        Optional.of(Instant.parse("2024-05-01T10:00:00.123456789Z")),
                        "me",
                        List.of("sha256:1", "sha256:2"),
                        List.of(
                                new ImageFacts.Layer(
                                        Optional.of(Instant.parse("2024-05-01T10:00:00Z")), "ADD", "c", false, 0),
                                new ImageFacts.Layer(Optional.empty(), "CMD", "", true, 0)),
                        new ImageConfig(
                                List.of("httpd"),
                                List.of("-f"),
                                List.of("A=b"),
                                "/var/www",
                                "1000:1000",
                                List.of(
                                        new Port(53, Protocol.UDP),
                                        new Port(80, Protocol.TCP),
                                        new Port(8000, Protocol.TCP),
                                        new Port(8001, Protocol.TCP),
                                        new Port(8002, Protocol.TCP)),
                                List.of("/a", "/data"),
                                Map.of("k", "v"),
                                "SIGINT",
                                Optional.of(new Healthcheck(
                                        List.of("CMD-SHELL", "true"),
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(3),
                                        Duration.ofMillis(1500),
                                        Duration.ofMillis(500),
                                        4)))),
                document);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"config\":null,\"history\":null,\"rootfs\":null}", "{\"config\":{\"Cmd\":null}}"})
    void anEmptyConfigurationSaysNothing(String text) throws RegistryFailure {
        ConfigDocument document = config(text);
        assertEquals(ImageConfig.EMPTY, document.config());
        assertTrue(document.created().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | no JSON object",
                "{} x | Unrecognized token",
                "{\"config\":{\"Cmd\":\"sh\"}} | unexpected value of \"Cmd\"",
                "{\"config\":{\"Env\":[1]}} | unexpected value of \"Env\"",
                "{\"config\":{\"ExposedPorts\":{\"99999/tcp\":{}}}} | invalid exposed port \"99999/tcp\"",
                "{\"config\":{\"ExposedPorts\":{\"80/xyz\":{}}}} | invalid exposed port \"80/xyz\"",
                "{\"created\":\"yesterday\"} | invalid time \"yesterday\"",
                "{\"config\":{\"Healthcheck\":{\"Interval\":1.5}}} | unexpected value of \"Interval\""
            })
    void saysWhatIsWrongWithAConfiguration(String text, String part) {
        String message = assertThrows(RegistryFailure.class, () -> config(text)).getMessage();
        assertTrue(message.startsWith("invalid image configuration: ") && message.contains(part), message);
    }

    @Test
    void readsAnImageManifest() throws RegistryFailure {
        Manifest manifest = manifest(FakeRegistry.manifestOf(DIGEST, 23), "application/json; charset=utf-8");
        Manifest.Image image = assertInstanceOf(Manifest.Image.class, manifest);
        assertEquals(DIGEST, image.config().digest().toString());
        assertEquals(123, image.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"schemaVersion\":1,\"fsLayers\":[]} | '' | schema 1 support has been removed",
                "{\"schemaVersion\":2} | '' | unsupported manifest format",
                "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]} | '' | unsupported manifest format",
                "{\"schemaVersion\":2,\"manifests\":[]} | application/vnd.oci.image.manifest.v1+json | unsupported"
                        + " manifest format",
                "{\"layers\":[]} | application/vnd.oci.image.index.v1+json | unsupported manifest format",
                "{\"manifests\":[{\"digest\":\"x\"}]} | '' | invalid or unsupported digest \"x\"",
                "{\"manifests\":[{\"digest\":\"sha256:../../x\"}]} | '' | invalid or unsupported digest",
                "{\"config\":{\"digest\":\"sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\",\"size\":-1}}"
                        + " | '' | negative size",
                "{\"config\":{\"digest\":\"sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\",\"mediaType\":\"application/vnd.cncf.helm.config.v1+json\"}}"
                        + " | '' | unsupported media type application/vnd.cncf.helm.config.v1+json",
                "<html> | text/html | invalid image manifest"
            })
    void saysWhatIsWrongWithAManifest(String text, String type, String part) {
        String message =
                assertThrows(RegistryFailure.class, () -> manifest(text, type)).getMessage();
        assertTrue(message.contains(part), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Basic realm=\"r\" | [basic {realm=r}]",
                "Bearer realm=\"https://a/t?x=1,2\",service=\"s s\", scope=\"a:b:pull,push\" | [bearer"
                        + " {realm=https://a/t?x=1,2, scope=a:b:pull,push, service=s s}]",
                "Bearer realm=\"a\\\"b\", error=insufficient_scope, Basic realm=\"r\" | [bearer"
                        + " {error=insufficient_scope, realm=a\"b}, basic {realm=r}]",
                "BEARER Realm = x | [bearer {realm=x}]",
                "Negotiate, Basic realm=r | [negotiate {}, basic {realm=r}]",
                "Bearer realm=\"open | [bearer {}]",
                "'' | []"
            })
    void readsChallenges(String header, String expected) {
        Answer answer = answer(401, Map.of("WWW-Authenticate", List.of(header)), "");
        assertEquals(
                expected,
                Challenge.of(answer).stream()
                        .map(c -> c.scheme() + " " + c.parameters())
                        .toList()
                        .toString());
    }

    // As the Docker Engine 26.1 tells them.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\",\"detail\":{}}]} |"
                        + " MISSING | manifest for busybox:nope not found: manifest unknown: manifest unknown",
                "404 | {\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"repository name not known to"
                        + " registry\"}]} | MISSING | repository busybox not found: name unknown: repository name not"
                        + " known to registry",
                "404 | {\"errors\":[{\"code\":\"NOT_FOUND\",\"message\":\"artifact library/x:y not found\"}]} |"
                        + " MISSING | unknown: artifact library/x:y not found",
                "404 | oops | UNREACHABLE | unknown: oops",
                "401 | {\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]} | DENIED |"
                        + " unauthorized: authentication required",
                "403 | {\"errors\":[{\"code\":\"DENIED\",\"message\":\"requested access to the resource is denied\"}]}"
                        + " | DENIED | pull access denied for busybox, repository does not exist or may require 'docker"
                        + " login': denied: requested access to the resource is denied",
                "403 | no | DENIED | pull access denied for busybox, repository does not exist or may require 'docker"
                        + " login': denied: no",
                "429 | {\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"slow down\"}]} | UNREACHABLE |"
                        + " toomanyrequests: slow down",
                "400 | {\"errors\":[{\"code\":\"NAME_INVALID\",\"message\":\"invalid repository name\"}]} | MISSING |"
                        + " name invalid: invalid repository name",
                "500 | oops | UNREACHABLE | received unexpected HTTP status: 500 Internal Server Error",
                "302 | '' | UNREACHABLE | received unexpected HTTP status: 302",
                "418 | '' | UNREACHABLE | unknown:"
            })
    void tellsRefusalsInDockersWords(int status, String body, String kind, String message) {
        String type = body.startsWith("{") ? "application/json" : "text/plain";
        RegistryFailure failure = Refusal.of(
                ImageReference.parse("busybox:nope"), answer(status, Map.of("Content-Type", List.of(type)), body));
        assertEquals(
                kind + " " + message,
                failure.kind() + " " + failure.getMessage().strip());
    }

    private static ConfigDocument config(String text) throws RegistryFailure {
        return ConfigDocument.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Manifest manifest(String text, String type) throws RegistryFailure {
        return Manifest.parse(text.getBytes(StandardCharsets.UTF_8), type);
    }

    private static Answer answer(int status, Map<String, List<String>> headers, String body) {
        return new Answer(
                URI.create("http://r"),
                status,
                HttpHeaders.of(headers, (k, v) -> true),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
