package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.SharedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What networks mean for their containers, and for each other. */
@ExtendWith(SharedServer.class)
class NetworksIT {
    private final Docker docker;

    NetworksIT(Docker docker) {
        this.docker = docker;
    }

    @Test
    void portsArePublishedWhereThereIsAWayOut() {
        docker.ok("network", "create", "--internal", "inside");
        docker.ok("network", "create", "outside");
        docker.ok("run", "-d", "--name", "shut", "--network", "inside", "-p", "18471:80", "web:1");
        assertEquals("{}", docker.inspect("shut", "{{json .NetworkSettings.Ports}}"));
        docker.ok("network", "connect", "outside", "shut");
        Eventually.holds(
                "published",
                Docker.LIMIT,
                () -> docker.run("port", "shut", "80").stdout().contains(":18471"));
        docker.ok("network", "disconnect", "outside", "shut");
        assertEquals("{}", docker.inspect("shut", "{{json .NetworkSettings.Ports}}"));
        docker.ok("rm", "-f", "shut");
        docker.ok("network", "rm", "inside", "outside");
    }

    @Test
    void addressesBelongToOneNetwork() {
        docker.ok("network", "create", "--subnet", "10.231.0.0/16", "wide");
        Outcome refused = docker.run("network", "create", "--subnet", "10.231.7.0/24", "narrow")
                .exits(1);
        assertTrue(refused.stderr().contains("Pool overlaps with other one on this address space"), refused::toString);
        docker.ok("network", "rm", "wide");
        docker.ok("network", "create", "--subnet", "10.231.7.0/24", "narrow");
        docker.ok("network", "rm", "narrow");
    }

    @Test
    void settingsOfAnEndpointAreToldAgain() {
        docker.ok("network", "create", "net");
        docker.ok("run", "-d", "--name", "box", "busybox", "sleep", "1000");
        String settings = "{{with .NetworkSettings.Networks.net}}{{json .IPAMConfig}} {{json .Links}} {{json .Aliases}}"
                + " {{json .DriverOpts}}{{end}}";
        docker.ok("network", "connect", "--driver-opt", "a=b", "--alias", "x", "net", "box");
        assertEquals("{} null [\"x\"] {\"a\":\"b\"}", docker.inspect("box", settings));
        docker.ok("stop", "-t", "0", "box");
        docker.ok("start", "box");
        assertEquals("{} null [\"x\"] {\"a\":\"b\"}", docker.inspect("box", settings));
        docker.ok("network", "disconnect", "net", "box");
        docker.ok("network", "connect", "net", "box");
        assertEquals("{} null [] {}", docker.inspect("box", settings));
        docker.ok("rm", "-f", "box");
        docker.ok("network", "rm", "net");
    }
}
