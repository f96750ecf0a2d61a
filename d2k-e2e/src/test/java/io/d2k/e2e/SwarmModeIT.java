package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.OwnServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What swarm mode has beside services, by the Docker CLI. */
class SwarmModeIT {
    private static OwnServer own;
    private static Docker docker;

    @BeforeAll
    static void start() {
        own = OwnServer.start("--swarm-mode", "true");
        docker = own.docker();
    }

    @AfterAll
    static void stop() {
        own.close();
    }

    private static String facts(Docker client) {
        return String.join(
                "\n",
                client.ok("info", "-f", "{{.Swarm.NodeID}} {{.Swarm.Cluster.ID}} {{.Swarm.Cluster.CreatedAt}}"),
                client.ok("node", "ls", "-q"),
                client.ok("secret", "ls"),
                client.ok("config", "inspect", "--pretty", "c.ini"),
                client.ok("network", "ls", "--no-trunc"));
    }

    /** Relative times differ by what passes between two looks, and with them the widths of columns. */
    private static String timeless(String facts) {
        return facts.replaceAll("(?:About a|Less than a|\\d+) (?:second|minute)s?(?: ago)?", "AGO")
                .replaceAll(" +", " ");
    }

    @Test
    void objectsAndIdsStayWhenD2kEndsAndAreTheSameForAnother() {
        docker.piped("s3cret", "secret", "create", "-l", "a=b", "db.pass_1", "-")
                .exits(0);
        docker.piped("k = v\n", "config", "create", "c.ini", "-").exits(0);
        docker.ok("network", "create", "-d", "overlay", "ov");
        String before = timeless(facts(docker));
        assertTrue(before.contains("k = v"), before);
        own.server().kill();
        own.server().start();
        assertEquals(before, timeless(facts(docker)));
        try (D2kServer other = D2kServer.start(own.namespace(), "--swarm-mode", "true")) {
            assertEquals(before, timeless(facts(new Docker(other.host()))));
        }
    }

    @Test
    void theNodeThatServesTheApiLeadsAndTakesLabels() {
        String self = docker.ok("info", "-f", "{{.Swarm.NodeID}}").strip();
        assertEquals(
                "manager true",
                docker.ok("node", "inspect", "self", "-f", "{{.Spec.Role}} {{.ManagerStatus.Leader}}")
                        .strip());
        String label = "rack-" + own.namespace().name();
        docker.ok("node", "update", "--label-add", label + "=7", self);
        assertEquals(
                self,
                docker.ok("node", "ls", "-q", "--filter", "node.label=" + label + "=7")
                        .strip());
        docker.ok("node", "update", "--label-rm", label, self);
        assertEquals(
                "",
                docker.ok("node", "ls", "-q", "--filter", "node.label=" + label).strip());
    }

    @Test
    void whatASwarmWouldDoByItselfIsRefusedInWords() {
        for (List<String> words : List.of(
                List.of("swarm", "init"),
                List.of("swarm", "leave", "--force"),
                List.of("node", "rm", "--force", docker.ok("node", "ls", "-q").strip()))) {
            String text = docker.run(words.toArray(String[]::new)).exits(1).stderr();
            assertTrue(text.contains("Error response from daemon: "), text);
        }
    }

    @Test
    void aKernelParameterThatTheClusterIsTooOldForIsRefused() {
        Assumptions.assumeTrue(Cluster.minorVersion() < 29, "this cluster knows the parameter");
        String text = docker.run("service", "create", "--sysctl", "net.ipv4.tcp_fin_timeout=9", "busybox", "true")
                .exits(1)
                .stderr();
        assertTrue(text.contains("is in the safe set of Kubernetes 1.29 and newer"), text);
        assertEquals("", docker.ok("service", "ls", "-q"));
    }
}
