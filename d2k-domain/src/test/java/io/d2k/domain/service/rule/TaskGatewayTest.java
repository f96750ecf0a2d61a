package io.d2k.domain.service.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.system.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskGatewayTest {
    private static final List<String> HOSTS =
            List.of("host.docker.internal:host-gateway", "my_host:10.1.1.1", "db:10.1.1.2", "h_g:host-gateway");

    private static Node node(String name, String address) {
        return new Node(name, "", "", "amd64", "", "", 2, 1, true, Map.of(), address);
    }

    @Test
    void theHostOfATaskIsTheNodeThatItRunsOn() {
        TaskGateway gateway = TaskGateway.of(
                Optional.empty(), List.of(node("n1", "10.0.0.1"), node("n2", "10.0.0.2"), node("n3", "")));

        assertEquals(Optional.empty(), gateway.planned());
        assertEquals(List.of("my_host:10.1.1.1", "db:10.1.1.2"), gateway.planned(HOSTS));
        HostAlias mine = new HostAlias("10.1.1.1", List.of("my_host"));
        assertEquals(
                List.of(
                        new HostAlias("10.0.0.2", List.of("host.docker.internal")),
                        mine,
                        new HostAlias("10.0.0.2", List.of("h_g"))),
                gateway.written(HOSTS, "n2"));
        assertEquals(List.of(mine), gateway.written(HOSTS, "n3"), "a node without an address");
    }

    @Test
    void whatTheOperatorSaysIsPlanned() {
        TaskGateway gateway = TaskGateway.of(Optional.of("10.9.9.9"), List.of(node("n1", "10.0.0.1")));

        assertEquals(Optional.of("10.9.9.9"), gateway.planned());
        assertEquals(HOSTS, gateway.planned(HOSTS));
        assertEquals(
                List.of(new HostAlias("10.1.1.1", List.of("my_host")), new HostAlias("10.9.9.9", List.of("h_g"))),
                gateway.written(HOSTS, "n1"));
    }

    @Test
    void whereNoNodeTellsItsAddressNothingStandsForIt() {
        TaskGateway gateway = TaskGateway.of(Optional.empty(), List.of(node("n1", "")));

        assertEquals(new TaskGateway.Unknown(), gateway);
        assertEquals(HOSTS, gateway.planned(HOSTS));
        assertEquals(List.of(new HostAlias("10.1.1.1", List.of("my_host"))), gateway.written(HOSTS, "n1"));
    }
}
