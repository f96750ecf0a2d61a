package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.PodPlan.Dns;
import io.d2k.k8s.manifest.NameDomains.OwnNameServer;
import io.kubernetes.client.openapi.models.V1PodDNSConfig;
import io.kubernetes.client.openapi.models.V1PodDNSConfigOption;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NameDomainsTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String OWN = "names-0123456789abcdef0123.apps.svc.corp.example";

    private static NameDomains domains(List<String> servers, Optional<OwnNameServer> nameServer) {
        return new NameDomains("apps", "corp.example", () -> servers, nameServer);
    }

    private static V1PodSpec searched(List<String> servers, V1PodSpec spec) {
        return searched(servers, NameScope.CLUSTER, spec);
    }

    private static V1PodSpec searched(List<String> servers, NameScope names, V1PodSpec spec) {
        domains(servers, Optional.empty()).searched(ID, names, new V1PodTemplateSpec().spec(spec));
        return spec;
    }

    @Test
    void ownNamesComeFirstWhereTheServersAreKnown() {
        V1PodSpec spec = searched(List.of("10.96.0.10"), new V1PodSpec());
        assertEquals("None", spec.getDnsPolicy());
        assertEquals(List.of("10.96.0.10"), spec.getDnsConfig().getNameservers());
        assertEquals(
                List.of(OWN, "apps.svc.corp.example", "svc.corp.example", "corp.example"),
                spec.getDnsConfig().getSearches());
        assertEquals(
                List.of(new V1PodDNSConfigOption().name("ndots").value("2")),
                spec.getDnsConfig().getOptions());
    }

    @Test
    void whatTheUserAskedForStays() {
        V1PodDNSConfig asked = new V1PodDNSConfig()
                .searches(List.of("home.example"))
                .addOptionsItem(new V1PodDNSConfigOption().name("ndots").value("1"));
        V1PodSpec spec = searched(List.of("10.96.0.10"), new V1PodSpec().dnsConfig(asked));
        assertEquals(
                List.of(OWN, "home.example", "apps.svc.corp.example", "svc.corp.example", "corp.example"),
                spec.getDnsConfig().getSearches());
        assertEquals(
                List.of(new V1PodDNSConfigOption().name("ndots").value("1")),
                spec.getDnsConfig().getOptions());
    }

    @Test
    void noDomainIsAskedThatHasNoneOfTheNames() {
        V1PodSpec networks = searched(List.of("10.96.0.10"), NameScope.NETWORKS, new V1PodSpec());
        assertEquals(List.of(OWN), networks.getDnsConfig().getSearches());
        assertEquals(List.of(), networks.getDnsConfig().getOptions());
        V1PodSpec dots = searched(List.of("10.96.0.10"), NameScope.NAMESPACE, new V1PodSpec());
        assertEquals(List.of(OWN, "apps.svc.corp.example"), dots.getDnsConfig().getSearches());
        assertEquals("ndots", dots.getDnsConfig().getOptions().getFirst().getName());
    }

    @Test
    void aResolverIsWhatASpecIsMadeToHave() {
        Dns dns = new Dns(List.of(), List.of("home.example"), List.of(), NameScope.NETWORKS);
        V1PodSpec alone = domains(List.of("10.96.0.10"), Optional.empty()).resolver(ID, dns);
        assertEquals("None", alone.getDnsPolicy());
        assertEquals(List.of("10.96.0.10"), alone.getDnsConfig().getNameservers());
        assertEquals(List.of(OWN, "home.example"), alone.getDnsConfig().getSearches());
    }

    @ParameterizedTest
    @EnumSource(NameScope.class)
    void optionsOfTheUserStayBesideThatOfD2k(NameScope names) {
        Dns dns = new Dns(List.of(), List.of(), List.of("timeout:10", "rotate"), names);
        V1PodSpec alone = domains(List.of("10.96.0.10"), Optional.empty()).resolver(ID, dns);
        List<V1PodDNSConfigOption> options = new ArrayList<>(List.of(
                new V1PodDNSConfigOption().name("timeout").value("10"), new V1PodDNSConfigOption().name("rotate")));
        if (names != NameScope.NETWORKS) {
            options.add(new V1PodDNSConfigOption().name("ndots").value("2"));
        }
        assertEquals(options, alone.getDnsConfig().getOptions());
    }

    @Test
    void elsewhereKubernetesWritesTheRest() {
        V1PodSpec unknown = searched(List.of(), new V1PodSpec());
        assertNull(unknown.getDnsPolicy());
        assertEquals(List.of(OWN), unknown.getDnsConfig().getSearches());
        V1PodSpec many = searched(
                List.of("10.96.0.10"),
                new V1PodSpec()
                        .dnsConfig(new V1PodDNSConfig().searches(List.of("a.example", "b.example", "c.example"))));
        assertNull(many.getDnsPolicy());
        assertEquals(
                List.of(OWN, "a.example", "b.example", "c.example"),
                many.getDnsConfig().getSearches());
    }

    @Test
    void serversOfTheUsersOwnAreLeftAlone() {
        V1PodSpec spec = searched(
                List.of("10.96.0.10"),
                new V1PodSpec().dnsPolicy("None").dnsConfig(new V1PodDNSConfig().nameservers(List.of("1.1.1.1"))));
        assertEquals(List.of("1.1.1.1"), spec.getDnsConfig().getNameservers());
        assertEquals(List.of(), spec.getDnsConfig().getSearches());
    }

    /** Servers of the user's own are asked by that name server. */
    @ParameterizedTest
    @CsvSource({
        "10.96.0.10, NETWORKS,  ,        10.1.1.1",
        "10.96.0.10, NAMESPACE, ,        10.1.1.1",
        "10.96.0.10, NETWORKS,  8.8.8.8, 10.1.1.1",
        "10.96.0.10, CLUSTER,   ,        10.96.0.10",
        "10.96.0.10, CLUSTER,   8.8.8.8, 8.8.8.8",
        ",           NETWORKS,  8.8.8.8, 8.8.8.8", // who knows the other names is not known
        ",           NETWORKS,  ,        ",
    })
    void whoIsOnANetworkAsksTheNameServer(String cluster, NameScope names, String own, String asked) {
        Dns dns = new Dns(list(own), List.of("home.example"), List.of(), names);
        V1PodSpec spec = domains(list(cluster), Optional.of(new OwnNameServer("10.1.1.1", 1053)))
                .resolver(ID, dns);
        List<String> servers = spec.getDnsConfig().getNameservers();
        assertEquals(list(asked), servers == null ? List.of() : servers);
        if ("10.1.1.1".equals(asked)) {
            assertEquals("None", spec.getDnsPolicy());
            assertEquals(List.of(OWN, "home.example"), spec.getDnsConfig().getSearches());
        }
    }

    private static List<String> list(String text) {
        return text == null ? List.of() : List.of(text);
    }
}
