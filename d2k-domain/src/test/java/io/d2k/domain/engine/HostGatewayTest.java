package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.engine.Neighbours.Neighbour;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.system.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostGatewayTest {
    private static final Observed WEB = Observed.runOnce(Specs.of("web:1").extraHosts("host:host-gateway"));

    private static Neighbour running(boolean task) {
        ObservedContainer c = WEB.pod(1, 0, Observed.running(0)).get();
        return new Neighbour(c.record(), c.pods().getFirst(), task);
    }

    @Test
    void aTaskFindsTheNodeThatItRunsOnAndTheKubeletWritesThatOfAContainer() {
        Node its = new Node(running(true).pod().node(), "", "", "amd64", "", "", 2, 1, true, Map.of(), "10.0.0.5");
        Node other = new Node("other", "", "", "amd64", "", "", 2, 1, true, Map.of(), "10.0.0.6");
        var gateway = new HostGateway(Optional.empty(), () -> List.of(other, its));

        assertEquals(List.of(new HostAlias("10.0.0.5", List.of("host"))), gateway.written(running(true)));
        assertEquals(List.of(), gateway.written(running(false)));
    }

    @Test
    void whatTheOperatorSaysIsInThePlan() {
        var gateway = new HostGateway(Optional.of("10.9.9.9"), List::of);

        assertEquals(List.of(), gateway.written(running(true)));
        assertEquals(List.of(), gateway.written(running(false)));
    }
}
