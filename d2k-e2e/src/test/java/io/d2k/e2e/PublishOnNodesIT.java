package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Host ports, barriers between networks, and what the namespace demands of pods. */
class PublishOnNodesIT {
    private static Namespace namespace;
    private static D2kServer server;
    private static Docker docker;

    @BeforeAll
    static void start() {
        namespace = Namespace.create();
        server = D2kServer.start(namespace, "--publish", "hostport", "--network-isolation", "true");
        docker = new Docker(server.host());
    }

    @AfterAll
    static void stop() {
        try (Namespace ended = namespace) {
            server.close();
        }
    }

    @AfterEach
    void removeContainers() {
        docker.removeAll();
    }

    private static String policies() {
        return namespace
                .kubectl("get", "networkpolicies", "-o", "jsonpath={.items[*].metadata.labels.d2k\\.io/name}")
                .exits(0)
                .text();
    }

    @Test
    void aPortIsPublishedOnTheNodeWhileTheContainerRuns() {
        docker.ok("run", "-d", "--name", "one", "-p", "38080:80", "-p", "127.0.0.1::81", "busybox", "sleep", "300");
        assertTrue(docker.ok("port", "one", "80").endsWith(":38080"), docker.ok("port", "one"));
        assertTrue(docker.ok("port", "one", "81").startsWith("127.0.0.1:"), docker.ok("port", "one"));
        String refused = docker.run("run", "-d", "--name", "two", "-p", "38080:80", "busybox", "sleep", "300")
                .exits(125)
                .stderr();
        assertTrue(refused.contains("Bind for 0.0.0.0:38080 failed: port is already allocated"), refused);
        docker.ok("stop", "-t", "1", "one");
        assertEquals("", docker.ok("port", "one"));
        docker.ok("start", "two");
        assertEquals("", namespace.kubectl("get", "services", "-o", "name").text());
    }

    @Test
    void barriersFollowTheNetworks() {
        docker.ok("network", "create", "front");
        docker.ok("run", "-d", "--name", "one", "--network", "front", "busybox", "sleep", "300");
        Eventually.equal("front d2k-isolation", Docker.LIMIT, () -> sorted(policies()));
        assertEquals(
                "",
                docker.run("run", "--rm", "--network", "none", "busybox", "true")
                        .exits(0)
                        .stderr());
        docker.ok("rm", "-f", "one");
        docker.ok("network", "rm", "front");
        Eventually.equal("d2k-isolation", Docker.LIMIT, () -> sorted(policies()));
    }

    /** Returns the words, the longest last. */
    private static String sorted(String words) {
        return String.join(
                " ",
                java.util.Arrays.stream(words.split(" "))
                        .sorted(java.util.Comparator.comparingInt(String::length))
                        .toList());
    }

    @Test
    void aNamespaceThatDemandsRequestsAndLimitsGetsThem() {
        namespace.apply("{\"apiVersion\":\"v1\",\"kind\":\"ResourceQuota\",\"metadata\":{\"name\":\"bounds\"},\"spec\":"
                + "{\"hard\":{\"requests.cpu\":\"2\",\"requests.memory\":\"2Gi\",\"limits.cpu\":\"4\","
                + "\"limits.memory\":\"4Gi\"}}}");
        try {
            // the watch of quotas may be a moment behind
            Eventually.equal(
                    "ran",
                    Docker.LIMIT,
                    () -> docker.run("run", "--rm", "busybox", "echo", "ran").text());
            String refused = docker.run("run", "--rm", "-m", "8g", "busybox", "true")
                    .exits(125)
                    .stderr();
            assertTrue(refused.contains("exceeded quota: bounds"), refused);
        } finally {
            namespace.kubectl("delete", "resourcequota", "bounds").exits(0);
        }
    }
}
