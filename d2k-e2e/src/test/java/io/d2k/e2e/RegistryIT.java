package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The private registry of the local cluster, with good, bad and no credentials. */
class RegistryIT {
    private static final String PASSWORD = "d2k-secret";

    private static Namespace namespace;
    private static D2kServer server;
    private static String registry;
    private static String image;

    private Docker docker = new Docker(server.host());

    @BeforeAll
    static void start() {
        Cluster.assumeLocal();
        Matcher address = Pattern.compile("private registry\\s+http://(\\S+)")
                .matcher(Cluster.script("status").stdout());
        assertTrue(address.find(), "the local cluster has a private registry");
        registry = address.group(1);
        image = registry + "/private/web:1";
        namespace = Namespace.create();
        server = D2kServer.start(
                namespace,
                "--registry-mirrors",
                Cluster.registryMirrors().orElse("") + "," + registry + "=http://" + registry);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            try (Namespace ended = namespace) {
                server.close();
            }
        }
    }

    @AfterEach
    void removeAll() {
        docker.removeAll();
        docker.run("rmi", image);
    }

    private void login() {
        docker.piped(PASSWORD, "login", "-u", "d2k", "--password-stdin", registry)
                .exits(0);
    }

    private static String secrets() {
        return namespace
                .kubectl("get", "secrets", "-l", "d2k.io/kind=pull-secret", "-o", "name")
                .exits(0)
                .text();
    }

    @Test
    void aLoginIsChecked() {
        String refused = docker.piped("wrong", "login", "-u", "d2k", "--password-stdin", registry)
                .exits(1)
                .stderr();
        assertTrue(
                refused.contains("login attempt to http://" + registry + "/v2/ failed with status: 401 Unauthorized"),
                refused);
        String succeeded = docker.piped(PASSWORD, "login", "-u", "d2k", "--password-stdin", registry)
                .exits(0)
                .text();
        assertEquals("Login Succeeded", succeeded);
        docker.ok("logout", registry);
        assertEquals("", secrets());
    }

    @Test
    void anImageRunsByANameThatItWasGiven() {
        login();
        docker.ok("pull", "-q", image);
        docker.ok("tag", image, "mine.example/app:1");
        docker.ok("rmi", image);
        assertEquals("given", docker.ok("run", "--rm", "--entrypoint", "echo", "mine.example/app:1", "given"));
        assertEquals(
                "mine.example/app:1", docker.ok("images", "--format", "{{.Repository}}:{{.Tag}}", "mine.example/app"));
        docker.ok("rmi", "mine.example/app:1");
        String gone = docker.run("tag", "mine.example/app:1", "other").exits(1).stderr();
        assertTrue(gone.contains("No such image: mine.example/app:1"), gone);
    }

    @Test
    void whoHasNoCredentialsGetsNoImage() {
        String refused = docker.run("run", "--rm", image).exits(125).stderr();
        assertTrue(refused.contains("no basic auth credentials"), refused);
    }

    @Test
    void aPrivateImageRunsWithTheCredentialsOfItsPull() {
        login();
        assertEquals(image, docker.ok("pull", "-q", image));
        docker.ok("run", "-d", "--name", "service", image);
        assertTrue(secrets().startsWith("secret/d2k-pull-"), secrets());
        assertEquals(
                secrets().substring("secret/".length()),
                namespace
                        .kubectl("get", "pods", "-o", "jsonpath={.items[0].spec.imagePullSecrets[0].name}")
                        .exits(0)
                        .text());
        server.stop();
        server.start();
        docker = new Docker(server.host()); // that knows no credentials
        docker.ok("restart", "-t", "1", "service");
        assertEquals("once", docker.ok("run", "--rm", "--entrypoint", "echo", image, "once"));
        assertEquals("65534", docker.ok("run", "--rm", "-u", "nobody", "--entrypoint", "id", image, "-u"));
        docker.ok("rm", "-f", "service");
        assertFalse(secrets().isEmpty(), "the pulled image needs it");
        docker.ok("rmi", image);
        Eventually.equal("", Docker.LIMIT, RegistryIT::secrets);
        assertFalse(server.log().contains(PASSWORD), "no password in the log");
    }

    @Test
    void aDistributionTellsDigestAndPlatform() {
        String told = server.http().get("/distribution/busybox/json").body();
        assertTrue(told.contains("\"Platforms\":[{\"architecture\":\""), told);
        String digest = told.replaceAll(".*\"digest\":\"([^\"]+)\".*", "$1").strip();
        assertEquals("pinned", docker.ok("run", "--rm", "busybox@" + digest, "echo", "pinned"));
    }
}
