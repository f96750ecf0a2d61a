package io.d2k.cli;

import static io.d2k.cli.Translation.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.d2k.cli.Translation.Result;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code --resolve-images}, with a registry that holds one image. */
class TranslateImagesTest {
    private static final String CONFIG = """
            {"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"config":{"ExposedPorts":
            {"8080/tcp":{}},"Volumes":{"/data":{}},"Cmd":["serve"]}}""";
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    private final Map<String, byte[]> content = new ConcurrentHashMap<>();
    private final HttpServer registry;
    private final String host;

    TranslateImagesTest() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host = "127.0.0.1:" + registry.getAddress().getPort();
    }

    @BeforeEach
    void start() throws NoSuchAlgorithmException, IOException {
        byte[] config = CONFIG.getBytes(StandardCharsets.UTF_8);
        String digest = digest(config);
        byte[] layer = layer("etc/group", "staff:x:50:\n", "etc/passwd", "app:x:1000:1000::/:/bin/sh\n");
        content.put("/v2/", "{}".getBytes(StandardCharsets.UTF_8));
        content.put("/v2/app/blobs/" + digest, config);
        content.put("/v2/app/blobs/" + digest(layer), layer);
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json",
                "digest":"%s","size":%d},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s",
                "size":%d}]}""".formatted(MANIFEST_TYPE, digest, config.length, digest(layer), layer.length);
        byte[] document = manifest.getBytes(StandardCharsets.UTF_8);
        content.put("/v2/app/manifests/1", document);
        content.put("/v2/app/manifests/" + digest(document), document);
        byte[] unknown = "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        registry.createContext("/", exchange -> {
            byte[] found = content.get(exchange.getRequestURI().getPath());
            byte[] answer = found == null ? unknown : found;
            boolean silent = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", MANIFEST_TYPE);
            exchange.sendResponseHeaders(found == null ? 404 : 200, silent ? -1 : answer.length);
            if (!silent) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        registry.start();
    }

    private static String digest(byte[] of) throws NoSuchAlgorithmException {
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(of));
    }

    private static byte[] layer(String... files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(out);
        for (int i = 0; i < files.length; i += 2) {
            byte[] text = files[i + 1].getBytes(StandardCharsets.UTF_8);
            tar.begin(new TarEntry(TarEntry.FILE, files[i], 0644, 0, 0, text.length, 0, "", 0, 0));
            tar.content().write(text);
        }
        tar.end();
        return out.toByteArray();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void whatTheImageSaysIsCarriedOver() {
        Result result = Translation.run(
                "--resolve-images", "--platform", "linux/amd64", "--", "docker", "run", "-d", "-P", host + "/app:1");

        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        Map<String, Object> service = result.all("Service").getFirst();
        assertEquals(8080, at(service, "spec", "ports", 0, "targetPort"));
        Map<String, Object> claim = result.all("PersistentVolumeClaim").getFirst();
        assertEquals("true", at(claim, "metadata", "annotations", "d2k.io/anonymous"));
        assertEquals(List.of(), result.all("ConfigMap"), "a pull is no manifest");
    }

    @Test
    void usersAreThoseOfTheImage() {
        Result result = Translation.run("--resolve-images", "docker", "run", "-u", "app:staff", host + "/app:1");

        assertEquals(0, result.code(), result.err());
        Map<String, Object> pod = result.all("Pod").getFirst();
        assertEquals(1000, at(pod, "spec", "containers", 0, "securityContext", "runAsUser"));
        assertEquals(50, at(pod, "spec", "containers", 0, "securityContext", "runAsGroup"));
        Result odd = Translation.run("--resolve-images", "docker", "run", "-u", "nosuch", host + "/app:1");
        assertEquals(1, odd.code());
        assertTrue(odd.err().contains("unable to find user nosuch: no matching entries in passwd file"), odd.err());
    }

    @Test
    void anImageThatIsNotThereIsAnError() {
        Result result = Translation.run("--resolve-images", "docker", "run", host + "/other:1");

        assertEquals(1, result.code());
        assertTrue(result.err().contains("No such image: " + host + "/other:1"), result.err());
    }

    @Test
    void anotherPlatformIsAnError() {
        Result result =
                Translation.run("--resolve-images", "--platform", "linux/s390x", "docker", "run", host + "/app:1");

        assertEquals(1, result.code());
        assertTrue(result.err().contains("linux/s390x"), result.err());
    }

    @Test
    void aRegistryThatDoesNotAnswerIsAWarning() {
        registry.stop(0);
        Result result = Translation.run("--resolve-images", "docker", "run", host + "/app:1");

        assertEquals(0, result.code());
        assertTrue(result.err().startsWith("warning: image " + host + "/app:1: "), result.err());
        assertEquals(1, result.all("Pod").size());
        assertEquals(
                1,
                Translation.run("--strict", "--resolve-images", "docker", "run", host + "/app:1")
                        .code());
    }

    @Test
    void flagsOfTheLookupNeedIt() {
        Result result = Translation.run("--platform", "linux/arm64", "docker", "run", "x");

        assertEquals(2, result.code());
        assertEquals("d2k: --registry-mirrors and --platform go with --resolve-images\n", result.err());
    }
}
