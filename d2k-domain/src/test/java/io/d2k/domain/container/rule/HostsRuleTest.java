package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.PodPlan.Dns;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.system.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What containers find by name beside what the DNS of the cluster has. */
class HostsRuleTest {
    @Test
    void hostsAndResolversAreTranslated() {
        assertEquals(
                List.of(
                        new HostAlias("10.0.0.1", List.of("db")),
                        new HostAlias("::1", List.of("six")),
                        new HostAlias("fe80::2", List.of("bracket"))),
                hosts("db:10.0.0.1", "six:::1", "bracket:[fe80::2]"));
        Refusals.invalid("bad format for add-host: \"db\"", () -> hosts("db"));
        Refusals.invalid("invalid IP address in add-host: \"300.0.0.1\"", () -> hosts("db:300.0.0.1"));
        Refusals.unsupported(
                "host-gateway has no address here: set D2K_HOST_GATEWAY_IP, or name an address instead",
                () -> hosts("h:host-gateway"));
        assertEquals(
                List.of(new HostAlias("10.9.9.9", List.of("h"))),
                HostsRule.hosts(List.of("h:host-gateway"), Optional.of("10.9.9.9")));
        assertEquals(
                new Dns(List.of("8.8.8.8"), List.of("corp"), List.of("ndots:2"), NameScope.CLUSTER),
                HostsRule.dns(resolving(List.of("8.8.8.8"), List.of("ndots:2"), List.of(".", "corp"))));
        Refusals.invalid(
                "invalid IP address: dns", () -> HostsRule.dns(resolving(List.of("dns"), List.of(), List.of())));
    }

    @Test
    void hostsThatTheKubeletDoesNotTakeAreLeftToTheRunningContainer() {
        List<String> entries = List.of("Db:10.0.0.1", "my_host:10.0.0.2", "h_g:host-gateway", "a.b:10.0.0.3");
        Optional<String> gateway = Optional.of("10.9.9.9");
        assertEquals(
                List.of(new HostAlias("10.0.0.1", List.of("db")), new HostAlias("10.0.0.3", List.of("a.b"))),
                HostsRule.byKubelet(entries, gateway));
        HostAlias mine = new HostAlias("10.0.0.2", List.of("my_host"));
        assertEquals(
                List.of(mine, new HostAlias("10.9.9.9", List.of("h_g"))), HostsRule.beyondKubelet(entries, gateway));
        assertEquals(List.of(mine), HostsRule.beyondKubelet(entries, Optional.empty()), "nodes come and go");
        Refusals.invalid(
                "invalid IP address in add-host: \"x\"",
                () -> HostsRule.byKubelet(List.of("my_host:x"), Optional.empty()));
    }

    @Test
    void emptyDomainsAndOptionsOfAResolverAreNone() {
        assertEquals(
                new Dns(List.of(), List.of("corp"), List.of("rotate"), NameScope.CLUSTER),
                HostsRule.dns(resolving(List.of(), List.of("", "rotate"), List.of("corp", ""))));
    }

    @Test
    void resolverIsToldWhatKubernetesTakes() {
        Warnings warnings = new Warnings();
        List<String> servers = List.of("1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4");

        assertEquals(
                new Dns(servers.subList(0, 3), List.of("corp.local", "a", "b"), List.of(), NameScope.CLUSTER),
                HostsRule.dns(resolving(servers, List.of(), List.of("Corp.LOCAL", " a  b")), warnings));
        assertEquals(
                List.of("Resolvers ask 3 name servers, and Kubernetes takes no more. Ignored: 1.1.1.4."),
                warnings.list());
        assertEquals(
                Optional.of("bad nameserver address x: ParseAddr(\"x\"): unable to parse IP"),
                HostsRule.refusal(List.of("1.1.1.1", "x")));
    }

    private static List<HostAlias> hosts(String... entries) {
        return HostsRule.hosts(List.of(entries), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.9, '10.0.0.1,10.0.0.2', 10.0.0.9",
        ", 10.0.0.1, 10.0.0.1",
        ", '10.0.0.1,10.0.0.2', ",
        ", '', ",
        ", unknown, "
    })
    void theGatewayIsTheOperatorsOrTheOnlyNode(String configured, String addresses, String gateway) {
        List<Node> nodes = Stream.of(addresses.split(","))
                .filter(a -> !a.isEmpty())
                .map(a -> a.equals("unknown") ? "" : a)
                .map(a -> new Node("n" + a, "", "", "amd64", "", "", 2, 1, true, Map.of(), a))
                .toList();
        assertEquals(Optional.ofNullable(gateway), HostsRule.gateway(Optional.ofNullable(configured), nodes));
    }

    private static NetworkSpec resolving(List<String> servers, List<String> options, List<String> searches) {
        return new NetworkSpec(
                "", Map.of(), List.of(), Map.of(), false, List.of(), servers, options, searches, List.of());
    }
}
