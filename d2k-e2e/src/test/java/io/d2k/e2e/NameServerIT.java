package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Outcome;
import org.junit.jupiter.api.Test;

/** The name server of d2k, as containers ask it. */
class NameServerIT {
    private static long addresses(Docker docker, String from, String name) {
        Outcome asked = docker.run("exec", from, "nslookup", name);
        return asked.stdout()
                .lines()
                .dropWhile(line -> !line.startsWith("Name:"))
                .filter(line -> line.startsWith("Address"))
                .count();
    }

    private static void awaitAddresses(Docker docker, String from, String name, long count) {
        Eventually.equal(count, Docker.LIMIT, () -> addresses(docker, from, name));
    }

    @Test
    void containersFindEachOtherAsInDocker() {
        Cluster.assumeLocal();
        String address = Cluster.nameServerAddress();
        try (Namespace namespace = Namespace.create();
                D2kServer server = D2kServer.start(namespace, "--swarm-mode", "true", "--name-server", address)) {
            Docker docker = new Docker(server.host());
            docker.ok("network", "create", "-d", "overlay", "--attachable", "net");
            docker.ok("network", "create", "other");
            docker.ok(
                    "service",
                    "create",
                    "-q",
                    "--name",
                    "shop_web",
                    "--network",
                    "net",
                    "--replicas",
                    "2",
                    "--stop-grace-period",
                    "1s",
                    "busybox",
                    "sleep",
                    "1000");
            docker.ok("run", "-d", "--name", "my_db", "--network", "net", "busybox", "sleep", "1000");
            docker.ok("run", "-d", "--name", "apart", "--network", "other", "busybox", "sleep", "1000");

            assertTrue(docker.ok("exec", "my_db", "cat", "/etc/resolv.conf").contains("nameserver " + address));
            awaitAddresses(docker, "my_db", "shop_web", 2);
            awaitAddresses(docker, "my_db", "tasks.shop_web", 2);
            awaitAddresses(docker, "my_db", "shop_web.net", 2);
            awaitAddresses(docker, "my_db", "my_db", 1);
            awaitAddresses(docker, "my_db", "kubernetes.default.svc.cluster.local", 1);
            assertEquals(0, addresses(docker, "apart", "my_db"));
            assertEquals(0, addresses(docker, "apart", "tasks.shop_web"));
            String task = docker.ok("ps", "-f", "name=shop_web.1", "--format", "{{.Names}}");
            awaitAddresses(docker, task, "my_db", 1);
            String ip = docker.inspect("my_db", "{{.NetworkSettings.Networks.net.IPAddress}}");
            assertTrue(docker.ok("exec", task, "nslookup", ip).contains("name = my_db.net"));

            // at once, in its first moment
            String early = docker.ok("run", "--rm", "--network", "net", "busybox", "nslookup", "tasks.shop_web");
            assertTrue(early.contains("tasks.shop_web"), early);

            docker.ok("service", "scale", "-d", "shop_web=1");
            awaitAddresses(docker, "my_db", "tasks.shop_web", 1);
            docker.ok("rename", "my_db", "the_db");
            awaitAddresses(docker, task, "the_db", 1);
            assertEquals(0, addresses(docker, task, "my_db"));
            docker.ok("network", "connect", "other", "the_db");
            awaitAddresses(docker, "apart", "the_db", 1);
            docker.ok("rm", "-f", "the_db", "apart");
            docker.ok("service", "rm", "shop_web");
        }
    }
}
