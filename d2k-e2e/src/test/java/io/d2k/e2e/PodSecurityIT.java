package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.OwnServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A namespace whose label says "restricted"; whether the cluster enforces it depends on its version (1.23 and newer). */
class PodSecurityIT {
    private static OwnServer own;
    private static Docker docker;

    @BeforeAll
    static void start() {
        Namespace namespace = Namespace.create();
        namespace
                .kubectl("label", "namespace", namespace.name(), "pod-security.kubernetes.io/enforce=restricted")
                .exits(0);
        own = OwnServer.in(namespace);
        docker = own.docker();
    }

    @AfterAll
    static void stop() {
        own.close();
    }

    @AfterEach
    void removeContainers() {
        docker.removeAll();
    }

    @Test
    void whatAsksForNothingRunsWithoutRights() {
        assertEquals(
                "CapBnd:\t0000000000000000\nNoNewPrivs:\t1\n",
                docker.run("run", "--rm", "-u", "1000", "busybox", "grep", "-E", "CapBnd|NoNewPrivs", "/proc/1/status")
                        .exits(0)
                        .stdout());
        docker.ok(
                "run",
                "-d",
                "--name",
                "box",
                "-u",
                "1000",
                "-v",
                "data:/data",
                "-p",
                "8080",
                "busybox",
                "sleep",
                "300");
        docker.ok("restart", "-t", "1", "box");
        assertEquals("0 65534", docker.ok("exec", "box", "id", "-G"), "the volume's group is the container's");
    }

    @Test
    void nothingRunsAsRoot() {
        String refused = docker.run("run", "--rm", "busybox", "true").exits(125).stderr();
        assertTrue(refused.contains("container has runAsNonRoot and image will run as root"), refused);
    }
}
