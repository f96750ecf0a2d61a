package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.container.rule.PortPublishingRule.Choice;
import io.d2k.domain.container.rule.PortPublishingRule.HostPort;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.publish.PublishMode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PortPublishingRuleTest {
    private static final String ID = "ab".repeat(32);
    private static final Port WEB = new Port(80, Protocol.TCP);
    private static final Port HIDDEN = new Port(81, Protocol.TCP);
    private static final Port DNS = new Port(53, Protocol.UDP);
    private static final Set<HostPort> TAKEN = Set.of(
            new HostPort(PublishMode.LOADBALANCER, Protocol.TCP, 8080),
            new HostPort(PublishMode.LOADBALANCER, Protocol.UDP, 9000));

    private static NetworkSpec spec(String network, Map<Port, List<PortBinding>> bindings, boolean all) {
        return new NetworkSpec(
                network, Map.of(), List.of(), bindings, all, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private static NetworkSpec bound(Port port, String... hostPorts) {
        List<PortBinding> bindings =
                Arrays.stream(hostPorts).map(p -> new PortBinding("", p)).toList();
        return spec("", Map.of(port, bindings), false);
    }

    private static NetworkSpec at(String hostIp) {
        return spec("", Map.of(WEB, List.of(new PortBinding(hostIp, "80"))), false);
    }

    private static String text(Choice choice) {
        return switch (choice) {
            case Choice.Taken t -> t.reason();
            case Choice.Published p ->
                p.publications().stream()
                        .map(one -> one.mode().word() + "/" + one.part()
                                + one.ports().stream()
                                        .map(port -> port.hostPort() + "="
                                                + port.target().key())
                                        .toList())
                        .collect(Collectors.joining(" "));
        };
    }

    private static String choose(NetworkSpec spec, PublishMode mode) {
        return text(PortPublishingRule.choose(ID, 1, spec, List.of(WEB, DNS), mode, TAKEN));
    }

    static Stream<Arguments> requests() {
        Map<Port, List<PortBinding>> mixed = new TreeMap<>(
                Map.of(WEB, List.of(new PortBinding("", "8081")), DNS, List.of(new PortBinding("127.0.0.1", "53"))));
        PublishMode lb = PublishMode.LOADBALANCER;
        return Stream.of(
                arguments(NetworkSpec.NONE, lb, ""),
                arguments(bound(WEB, "8081"), lb, "loadbalancer/tcp[8081=80/tcp]"),
                arguments(bound(WEB), lb, ""),
                arguments(bound(HIDDEN, "8081"), lb, ""),
                arguments(bound(WEB, "8081", "8082"), lb, "loadbalancer/tcp[8081=80/tcp, 8082=80/tcp]"),
                arguments(bound(WEB, "8080"), lb, "Bind for 0.0.0.0:8080 failed: port is already allocated"),
                arguments(bound(WEB, "8081", "8080-8083"), lb, "loadbalancer/tcp[8081=80/tcp, 8082=80/tcp]"),
                arguments(bound(WEB, "8080-8080"), lb, "Bind for 0.0.0.0:8080 failed: port is already allocated"),
                arguments(bound(WEB, "8081", "8080-8081"), lb, "all ports are allocated"),
                arguments(bound(DNS, "8080"), lb, "loadbalancer/udp[8080=53/udp]"),
                arguments(spec("", mixed, false), lb, "loadbalancer/tcp[8081=80/tcp] loadbalancer/udp[53=53/udp]"),
                arguments(spec("none", mixed, true), lb, ""),
                arguments(spec("", mixed, false), PublishMode.CLUSTERIP, "clusterip/clusterip[53=53/udp, 8081=80/tcp]"),
                arguments(bound(WEB, "8080"), PublishMode.CLUSTERIP, "clusterip/clusterip[8080=80/tcp]"),
                arguments(bound(WEB, "30080"), PublishMode.NODEPORT, "nodeport/nodeport[30080=80/tcp]"),
                arguments(spec("", mixed, false), PublishMode.FORWARD, "forward/forward[8081=80/tcp]"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void hostPortsAreChosen(NetworkSpec spec, PublishMode mode, String expected) {
        assertEquals(expected, choose(spec, mode));
    }

    private static List<Integer> numbers(NetworkSpec spec, PublishMode mode, Set<HostPort> taken) {
        Choice choice = PortPublishingRule.choose(ID, 1, spec, List.of(WEB, DNS), mode, taken);
        return assertInstanceOf(Choice.Published.class, choice).publications().stream()
                .flatMap(p -> p.ports().stream().map(port -> port.hostPort()))
                .toList();
    }

    @Test
    void aPortThatNobodyNamedStaysTheSameUnlessItIsTaken() {
        int port = numbers(bound(WEB, ""), PublishMode.LOADBALANCER, Set.of()).getFirst();
        assertTrue(port >= 32_768 && port < 61_000, "port " + port);
        assertEquals(List.of(port), numbers(bound(WEB, ""), PublishMode.LOADBALANCER, TAKEN));
        Set<HostPort> taken = Set.of(new HostPort(PublishMode.LOADBALANCER, Protocol.TCP, port));
        assertEquals(
                1,
                numbers(bound(WEB, ""), PublishMode.LOADBALANCER, taken).stream()
                        .filter(p -> p != port)
                        .count());
    }

    @Test
    void publishingAllTakesNodePortsForWhatIsExposedAndNotBound() {
        List<Integer> ports = numbers(spec("", Map.of(), true), PublishMode.LOADBALANCER, Set.of());
        assertEquals(2, ports.size());
        assertEquals(ports, numbers(spec("", Map.of(WEB, List.of()), true), PublishMode.LOADBALANCER, Set.of()));
        assertTrue(ports.stream().allMatch(p -> p >= 30_000 && p < 32_768), ports.toString());
        assertEquals(
                "loadbalancer/tcp[8081=80/tcp]",
                choose(spec("", Map.of(WEB, List.of(new PortBinding("", "8081"))), true), PublishMode.LOADBALANCER)
                        .replaceAll("nodeport.*?] ?| ?nodeport.*", "")
                        .strip());
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                arguments("", "", "Bind for 0.0.0.0:80 failed: port is already allocated"),
                arguments("127.0.0.1", "", "Bind for 127.0.0.1:80 failed: port is already allocated"),
                arguments("", "127.0.0.1", "Bind for 0.0.0.0:80 failed: port is already allocated"),
                arguments("::1", "::1", "Bind for [::1]:80 failed: port is already allocated"),
                arguments("127.0.0.1", "10.0.0.1", "80@127.0.0.1"),
                arguments("0.0.0.0", "10.0.0.1", "Bind for 0.0.0.0:80 failed: port is already allocated"),
                arguments("localhost", "10.0.0.1", "Bind for 0.0.0.0:80 failed: port is already allocated"));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void aHostPortIsTakenAtItsAddressAlone(String asked, String taken, String expected) {
        NetworkSpec spec = spec("", Map.of(WEB, List.of(new PortBinding(asked, "80"))), false);
        for (PublishMode mode : List.of(PublishMode.HOSTPORT, PublishMode.FORWARD)) {
            assertEquals(expected, taken(mode, spec, taken), mode::word);
        }
    }

    private static String taken(PublishMode mode, NetworkSpec spec, String taken) {
        Choice choice = PortPublishingRule.choose(
                ID, 1, spec, List.of(WEB), mode, Set.of(new HostPort(mode, Protocol.TCP, 80, taken)));
        return switch (choice) {
            case Choice.Taken t -> t.reason();
            case Choice.Published p -> {
                var port = p.publications().getFirst().ports().getFirst();
                yield port.hostPort() + "@" + port.hostIp();
            }
        };
    }

    @Test
    void allHostPortsOfAContainerAreOnePublication() {
        NetworkSpec spec = spec(
                "", Map.of(WEB, List.of(new PortBinding("", "8080")), DNS, List.of(new PortBinding("", "53"))), false);
        assertTrue(text(PortPublishingRule.choose(ID, 1, spec, List.of(WEB, DNS), PublishMode.HOSTPORT, Set.of()))
                .startsWith("hostport/hostport["));
    }

    static Stream<Arguments> warnings() {
        return Stream.of(
                arguments(bound(WEB, "80"), PublishMode.LOADBALANCER, ""),
                arguments(bound(WEB, ""), PublishMode.NODEPORT, ""),
                arguments(
                        bound(HIDDEN, "8081"),
                        PublishMode.LOADBALANCER,
                        "Port 81/tcp is not published, as with the Docker Engine: neither ExposedPorts nor the image"
                                + " names it."),
                arguments(at("127.0.0.1"), PublishMode.HOSTPORT, ""),
                arguments(at("127.0.0.1"), PublishMode.FORWARD, ""),
                arguments(at("0.0.0.0"), PublishMode.LOADBALANCER, ""),
                arguments(
                        at("127.0.0.1"),
                        PublishMode.LOADBALANCER,
                        "The host IP of a published port has no meaning on Kubernetes. It was ignored."),
                arguments(
                        bound(DNS, "53"),
                        PublishMode.FORWARD,
                        "Port 53/udp is not published: a tunnel to a pod carries TCP alone. Use D2K_PUBLISH=loadbalancer."),
                arguments(
                        bound(WEB, "80"),
                        PublishMode.CLUSTERIP,
                        "Published ports are reached inside the cluster only (D2K_PUBLISH=clusterip)."),
                arguments(
                        bound(WEB, "80"),
                        PublishMode.NODEPORT,
                        "Host port 80 is not among the ports of nodes: another one is chosen, which docker port shows."));
    }

    @ParameterizedTest
    @MethodSource("warnings")
    void whatAModeCannotCarryIsSaid(NetworkSpec spec, PublishMode mode, String expected) {
        Warnings warnings = new Warnings();
        PortPublishingRule.judge(spec, List.of(WEB, DNS), mode, warnings);
        assertEquals(expected, String.join("\n", warnings.list()));
    }
}
