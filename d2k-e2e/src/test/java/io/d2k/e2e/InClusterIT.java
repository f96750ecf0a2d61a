package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Http;
import io.d2k.e2e.fixture.Installation;
import io.d2k.e2e.fixture.KubernetesRequests;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.TlsFiles;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** d2k in the cluster, as each way of {@code deploy/} installs it, with a Docker CLI outside. */
class InClusterIT {
    /** Tried for what it gives where it is allowed; the installation does not allow it. */
    private static final String NODE_LOGS = "get /nodes/proxy";

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
        try (Installation installed = Installation.of("base")) {
            serves(installed);
        }
    }

    private static void serves(Installation installed) throws IOException {
        String docker = installed.exposed();
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

    @Test
    void isASwarm() {
        Cluster.assumeLocal();
        try (Installation installed = Installation.of("overlays/swarm")) {
            var docker = new Docker(installed.exposed());
            assertEquals(
                    "active true", docker.ok("info", "-f", "{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}"));
            assertEquals(1, docker.ok("node", "ls", "-q").lines().count());
            docker.piped("hidden", "secret", "create", "word", "-").exits(0);
            docker.ok(
                    "service",
                    "create",
                    "--name",
                    "web",
                    "--replicas",
                    "2",
                    "--stop-grace-period",
                    "1s",
                    "--secret",
                    "word",
                    "busybox",
                    "sleep",
                    "1000");
            docker.ok(
                    "service",
                    "create",
                    "--name",
                    "all",
                    "--mode",
                    "global",
                    "--stop-grace-period",
                    "1s",
                    "busybox",
                    "sleep",
                    "1000");
            assertEquals("2/2", docker.ok("service", "ls", "-f", "name=web", "--format", "{{.Replicas}}"));
            docker.ok("service", "update", "--env-add", "A=1", "web");
            docker.ok("service", "rm", "web", "all");
            docker.ok("secret", "rm", "word");
        }
    }

    @Test
    void servesNames() {
        Cluster.assumeLocal();
        try (Installation installed = Installation.of("overlays/names")) {
            var docker = new Docker(installed.exposed());
            docker.ok("network", "create", "-d", "overlay", "--attachable", "net");
            docker.ok(
                    "service",
                    "create",
                    "--name",
                    "my_web",
                    "--network",
                    "net",
                    "--stop-grace-period",
                    "1s",
                    "busybox",
                    "sleep",
                    "1000");
            docker.ok("run", "-d", "--name", "box", "--network", "net", "busybox", "sleep", "1000");
            for (String name : new String[] {"my_web", "tasks.my_web", "box", "box.net"}) {
                docker.ok("exec", "box", "nslookup", name);
            }
            docker.ok("rm", "-f", "box");
            docker.ok("service", "rm", "my_web");
        }
    }

    @Test
    void servesOverTlsByPortsOfNodesAndByALoadBalancer(@TempDir Path folder) throws IOException {
        Cluster.assumeLocal();
        Installation.kubectl("create", "namespace", "d2k");
        String balancer = Cluster.loadBalancerAddress();
        TlsFiles.make(folder, Installation.node(), balancer);
        Installation.kubectl(
                "-n",
                "d2k",
                "create",
                "secret",
                "generic",
                "d2k-tls",
                "--from-file=" + folder.resolve("tls.crt"),
                "--from-file=" + folder.resolve("tls.key"),
                "--from-file=" + folder.resolve("ca.crt"));
        try (Installation installed = Installation.of("overlays/nodeport")) {
            String address = installed.nodePort();
            var docker = Docker.overTls(address, folder);
            assertEquals("hello", docker.ok("run", "--rm", "busybox", "echo", "hello"));
            docker.ok("run", "-d", "--name", "web", "busybox", "sleep", "1000");
            assertEquals(
                    "x",
                    docker.piped("x\n", "exec", "-i", "web", "head", "-n1")
                            .exits(0)
                            .text());
            new Docker(address).run("ps").exits(1);

            Installation.of("overlays/loadbalancer");
            var balanced = Docker.overTls("tcp://" + balancer + ":2376", folder);
            Eventually.holds(
                    "the load balancer serves",
                    Docker.LIMIT,
                    () -> balanced.run("ps", "--format", "{{.Names}}").text().equals("web"));
        }
    }

    @Test
    void twoReplicasServeAsOne() {
        Cluster.assumeLocal();
        try (Installation installed = Installation.of("overlays/replicas")) {
            var docker = new Docker(installed.exposed());
            docker.ok("run", "-d", "--name", "web", "busybox", "sleep", "1000");
            // each command is a connection of its own, which either of the two takes
            for (int i = 0; i < 6; i++) {
                assertEquals("web", docker.ok("ps", "--format", "{{.Names}}"));
                assertEquals("here", docker.ok("exec", "web", "echo", "here"));
            }
            String leader =
                    Installation.kubectl("-n", "d2k", "get", "lease", "d2k", "-o", "jsonpath={.spec.holderIdentity}");
            // a pod's name, and what makes it this start of it
            Installation.kubectl("-n", "d2k", "delete", "pod", leader.replaceFirst("_.*", ""));
            installed.awaitRollout();
            assertEquals("here", docker.ok("exec", "web", "echo", "here"));
            docker.ok("rm", "-f", "web");
        }
    }
}
