package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.PodPlan;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.publish.PublishedPort;
import io.d2k.k8s.store.Samples;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortsTest {
    private static final Publication PUBLICATION = new Publication(
            PublishMode.HOSTPORT,
            "hostport",
            3,
            List.of(
                    new PublishedPort(8080, true, new Port(80, Protocol.TCP)),
                    new PublishedPort(8081, false, new Port(80, Protocol.TCP), "127.0.0.1"),
                    new PublishedPort(53, true, new Port(53, Protocol.UDP), "::1")));
    private static final V1PodTemplateSpec TEMPLATE = HostPorts.apply(
            ContainerObjects.template(Samples.id("ab"), Samples.pod(PodPlan.Restart.NEVER, "true")), PUBLICATION);

    @Test
    void whatIsWrittenDownIsReadBack() {
        assertEquals("3 8080!>80/tcp 8081>80/tcp@127.0.0.1 53!>53/udp@::1", HostPorts.write(PUBLICATION));
        assertEquals(Optional.of(PUBLICATION), HostPorts.read(HostPorts.write(PUBLICATION)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1 80", "1 80>80/xyz", "1 80>80/tcp@", "1  80>80/tcp"})
    void whatSomebodyElseWroteIsPassedOver(String text) {
        assertEquals(Optional.empty(), HostPorts.read(text));
    }

    @Test
    void aPodHasTheHostPortsOfItsRunAlone() {
        var ports = TEMPLATE.getSpec().getContainers().getFirst().getPorts();
        assertEquals(
                List.of("8080>80/TCP@null", "8081>80/TCP@127.0.0.1", "53>53/UDP@::1"),
                ports.stream()
                        .map(p -> p.getHostPort() + ">" + p.getContainerPort() + "/" + p.getProtocol() + "@"
                                + p.getHostIP())
                        .toList());
        var none = new Publication(PublishMode.HOSTPORT, "hostport", 4, List.of());
        var again = HostPorts.apply(TEMPLATE, none);
        assertTrue(
                again.getSpec().getContainers().getFirst().getPorts().stream().allMatch(p -> p.getHostPort() == null));
    }
}
