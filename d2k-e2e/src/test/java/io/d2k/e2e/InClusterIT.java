package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Http;
import io.d2k.e2e.fixture.KubernetesRequests;
import io.d2k.e2e.fixture.Program;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** d2k in the cluster, as {@code deploy/kubernetes.yaml} installs it, with a Docker CLI outside. */
class InClusterIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern MIRROR = Pattern.compile("docker\\.io=http://([^,\\s]+)");
    /** Tried for what it gives where it is allowed; the installation does not allow it. */
    private static final String NODE_LOGS = "get /nodes/proxy";

    @TempDir
    private Path folder;

    private static String kubectl(String... arguments) {
        return Cluster.kubectl(arguments).exits(0).stdout();
    }

    @AfterEach
    void uninstall() {
        Cluster.kubectl("delete", "--ignore-not-found", "-f", manifest().toString());
    }

    private static Path manifest() {
        return Cluster.root().resolve("deploy/kubernetes.yaml");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Program forward(String what, int port, int target) {
        Program program =
                Program.start(Map.of(), Cluster.kubectlCommand("-n", "d2k", "port-forward", what, port + ":" + target));
        program.awaitOutput("Forwarding from", Docker.LIMIT);
        return program;
    }

    @Test
    void servesAClientOutsideWithThePermissionsOfItsRole() throws IOException {
        Cluster.assumeLocal();
        String mirrors = Cluster.registryMirrors().orElseThrow();
        Matcher registry = MIRROR.matcher(mirrors);
        assertTrue(registry.find(), mirrors);
        install(registry.group(1), mirrors);
        String docker = exposed();
        int observe = freePort();
        try (Program metrics = forward("deployment/d2k", observe, 8080)) {
            assertTrue(metrics.isRunning());
            var http = new Http(URI.create("http://127.0.0.1:" + observe));
            assertEquals(200, http.get("/health/live").status());
            assertEquals(200, http.get("/health/ready").status());

            session(new Docker(docker));

            String text = http.get("/metrics").body();
            KubernetesRequests requests = KubernetesRequests.of(text);
            Set<String> refused = new TreeSet<>(requests.forbidden());
            refused.remove(NODE_LOGS);
            assertEquals(Set.of(), refused, "what the rules lack");
            Set<String> used = requests.allowed();
            assertTrue(used.contains("get /pods/exec") && used.contains("create apps/deployments"), text);
        }
    }

    /** By a port of the node: port-forward may lose output once a client has ended its input, as docker run does. */
    private static String exposed() {
        kubectl("-n", "d2k", "patch", "service", "d2k", "-p", "{\"spec\":{\"type\":\"NodePort\"}}");
        String port = kubectl("-n", "d2k", "get", "service", "d2k", "-o", "jsonpath={.spec.ports[0].nodePort}");
        String node = kubectl(
                "get", "nodes", "-o", "jsonpath={.items[0].status.addresses[?(@.type==\"InternalIP\")].address}");
        return "tcp://" + node + ":" + port;
    }

    private void install(String registry, String mirrors) throws IOException {
        Path image = folder.resolve("d2k.tar");
        String name = "d2k/d2k:e2e-" + System.currentTimeMillis();
        String java = System.getProperty("java.home");
        Path root = Cluster.root();
        Program.run(
                        LIMIT,
                        Map.of("JAVA_HOME", java),
                        List.of(root.resolve("deploy/image/build").toString(), name, image.toString()))
                .exits(0);
        Program.run(
                        LIMIT,
                        Map.of(),
                        List.of(
                                "python3",
                                root.resolve("e2e/cluster/images/push.py").toString(),
                                "archive",
                                image.toString(),
                                name,
                                registry))
                .exits(0);
        String installed = Files.readString(manifest())
                .replace("image: d2k/d2k:dev", "image: " + name)
                .replace(
                        "          ports:\n            - name: docker\n",
                        "            - name: D2K_REGISTRY_MIRRORS\n              value: " + mirrors
                                + "\n          ports:\n            - name: docker\n");
        Cluster.apply("d2k", installed);
        kubectl("-n", "d2k", "rollout", "status", "deployment/d2k", "--timeout=50s");
    }

    private static void session(Docker docker) {
        assertEquals("hello", docker.ok("run", "--rm", "busybox", "echo", "hello"));
        docker.ok("network", "create", "net");
        docker.ok("volume", "create", "vol");
        docker.ok(
                "run",
                "-d",
                "--name",
                "web",
                "--network",
                "net",
                "-p",
                "8080:80",
                "-v",
                "vol:/data",
                "busybox",
                "httpd",
                "-f");
        docker.ok("run", "-d", "--name", "keep", "--restart", "always", "--network", "net", "busybox", "sleep", "1000");
        assertEquals("x", docker.ok("exec", "web", "sh", "-c", "echo x >/data/f; cat /data/f"));
        docker.ok("stats", "--no-stream", "keep");
        docker.ok("stop", "-t", "1", "web");
        docker.ok("start", "web");
        Eventually.holds("web runs", Docker.LIMIT, () -> docker.status("web").equals("running"));
        docker.ok("rename", "keep", "kept");
        docker.ok("logs", "web");
        docker.ok("rm", "-f", "web", "kept");
        docker.ok("volume", "rm", "vol");
        docker.ok("network", "rm", "net");
    }
}
