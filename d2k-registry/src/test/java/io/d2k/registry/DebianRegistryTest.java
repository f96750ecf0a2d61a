package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.LoginResult;
import io.d2k.domain.image.RegistryAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the registry that Debian packages as {@code docker-registry}; skipped where it is not installed. */
class DebianRegistryTest {
    private static final Path BINARY = Path.of("/usr/bin/docker-registry");
    private static final RegistryAuth JOE = new RegistryAuth("joe", "secret", "", "");
    // What bcrypt makes of "secret".
    private static final String JOES_LINE = "joe:$2y$05$9bJJCKSSTsiOl5zw9crVvOZhLQWhILHryx1Y95x/0Ydfdh4Ng7gw2\n";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private RegistryClient client = new RegistryClient(RegistrySettings.defaults(), () -> "linux/amd64");
    private Process process;
    private String host = "";

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(BINARY), BINARY + " is not installed");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            host = "127.0.0.1:" + free.getLocalPort();
        }
        Path users = Files.writeString(directory.resolve("users"), JOES_LINE);
        Path config = Files.writeString(
                directory.resolve("config.yml"), """
                    version: 0.1
                    log: {level: warn}
                    storage: {filesystem: {rootdirectory: %s}}
                    http: {addr: %s}
                    auth: {htpasswd: {realm: test, path: %s}}
                    """.formatted(directory.resolve("data"), host, users));
        process = new ProcessBuilder(BINARY.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        client.close();
        client = new RegistryClient(RegistrySettings.defaults(), () -> "linux/amd64");
        for (int attempt = 0; client.login(at(host, JOE)) instanceof LoginResult.Unreachable; attempt++) {
            assertTrue(attempt < 1200 && process.isAlive(), () -> "no registry: " + log());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.close();
        http.close();
        if (process != null) {
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void readsWhatWasPushed() throws IOException, InterruptedException {
        String config = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"Cmd\":[\"run\"]},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
        String id = pushBlob(config);
        String layer = pushBlob("x".repeat(100));
        String manifest = FakeRegistry.manifestOf(id, config.length()).replace("sha256:" + "b".repeat(64), layer);
        push("/v2/team/app/manifests/1", FakeRegistry.OCI_MANIFEST, manifest);

        ImageLookup.Found found = assertInstanceOf(ImageLookup.Found.class, lookup("team/app:1", Optional.of(JOE)));
        assertEquals(id, found.facts().id());
        assertEquals(
                Digest.sha256(manifest.getBytes(StandardCharsets.UTF_8)).toString(),
                found.facts().repoDigest());
        assertEquals(List.of("run"), found.facts().config().cmd());
        assertEquals(found, lookup("team/app@" + found.facts().repoDigest(), Optional.of(JOE)));
        assertEquals(
                found, client.revalidating().lookup(ImageReference.parse(host + "/team/app:1"), Optional.of(JOE), ""));
    }

    @Test
    void tellsWhatIsNotThereAndWhoMayNot() {
        assertEquals(
                new ImageLookup.Missing(
                        "manifest for " + host + "/nope:1 not found: manifest unknown: manifest unknown"),
                lookup("nope:1", Optional.of(JOE)));
        assertEquals(
                new ImageLookup.Denied("unauthorized: authentication required"),
                lookup("nope:1", Optional.of(new RegistryAuth("joe", "wrong", "", ""))));
        assertEquals(
                new ImageLookup.Denied("Get \"http://" + host + "/v2/nope/manifests/1\": no basic auth credentials"),
                lookup("nope:1", Optional.empty()));
        assertEquals(new LoginResult.Ok(""), client.login(at(host, JOE)));
        assertEquals(
                new LoginResult.Refused(
                        "login attempt to http://" + host + "/v2/ failed with status: 401 Unauthorized"),
                client.login(at(host, new RegistryAuth("joe", "wrong", "", ""))));
    }

    private ImageLookup lookup(String image, Optional<RegistryAuth> auth) {
        return client.lookup(ImageReference.parse(host + "/" + image), auth, "");
    }

    private String pushBlob(String text) throws IOException, InterruptedException {
        String digest = Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).toString();
        HttpResponse<String> upload =
                send(request("/v2/team/app/blobs/uploads/").POST(BodyPublishers.noBody()), 202);
        String location = upload.headers().firstValue("Location").orElseThrow();
        push(location + (location.contains("?") ? "&" : "?") + "digest=" + digest, "application/octet-stream", text);
        return digest;
    }

    private void push(String path, String type, String text) throws IOException, InterruptedException {
        send(request(path).header("Content-Type", type).PUT(BodyPublishers.ofString(text)), 201);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + host).resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header(
                        "Authorization",
                        Credentials.of(Optional.of(JOE)).basic().orElseThrow());
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int status)
            throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        assertEquals(status, response.statusCode(), response::body);
        return response;
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static RegistryAuth at(String address, RegistryAuth auth) {
        return new RegistryAuth(auth.username(), auth.password(), address, auth.identityToken());
    }
}
