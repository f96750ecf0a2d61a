package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Docker Engine 26.1 was seen to tell. */
class LinkVariableRuleTest {
    private static LinkVariableRule.Told link(String alias, String ports, String... env) {
        List<Port> exposed = ports.isEmpty()
                ? List.of()
                : Arrays.stream(ports.split(" "))
                        .map(p -> p.split("/"))
                        .map(p -> new Port(Integer.parseInt(p[0]), Protocol.valueOf(p[1].toUpperCase(Locale.ROOT))))
                        .toList();
        return new LinkVariableRule.Told("web", alias, "10.0.0.2", exposed, List.of(env));
    }

    private static String text(List<EnvVar> variables) {
        return variables.stream().map(v -> v.name() + "=" + v.value()).collect(Collectors.joining(" "));
    }

    @Test
    void portsNameAndVariablesAreTold() {
        assertEquals(
                "PG_PORT=tcp://10.0.0.2:5432 PG_PORT_5432_TCP=tcp://10.0.0.2:5432 PG_PORT_5432_TCP_ADDR=10.0.0.2"
                        + " PG_PORT_5432_TCP_PORT=5432 PG_PORT_5432_TCP_PROTO=tcp PG_PORT_5433_UDP=udp://10.0.0.2:5433"
                        + " PG_PORT_5433_UDP_ADDR=10.0.0.2 PG_PORT_5433_UDP_PORT=5433 PG_PORT_5433_UDP_PROTO=udp"
                        + " PG_NAME=/web/pg PG_ENV_DB=x=y PG_ENV_K=",
                text(LinkVariableRule.variables(
                        List.of(link("pg", "5433/udp 5432/tcp", "DB=x=y", "HOME=/x", "PATH=/bin", "K=", "L")),
                        List.of())));
        assertEquals(
                "MY_DB_NAME=/web/my-db A.L_NAME=/web/a.l",
                text(LinkVariableRule.variables(List.of(link("my-db", ""), link("a.l", "")), List.of())));
    }

    @ParameterizedTest
    @CsvSource({
        "90/tcp 91/tcp, ''",
        "90/tcp 91/tcp 92/tcp 443/tcp, 90_TCP_START=tcp:90 90_TCP_PORT_START=90 90_TCP_END=tcp:92 90_TCP_PORT_END=92",
        "6/tcp 7/udp 8/udp 9/sctp, 6_TCP_START=tcp:6 6_TCP_PORT_START=6 6_SCTP_END=sctp:9 6_SCTP_PORT_END=9",
        "10/tcp 11/tcp 11/udp, 10_TCP_START=tcp:10 10_TCP_PORT_START=10 10_UDP_END=udp:11 10_UDP_PORT_END=11",
        "10/udp 11/udp 20/tcp 21/tcp 22/tcp,"
                + " 20_TCP_START=tcp:20 20_TCP_PORT_START=20 20_TCP_END=tcp:22 20_TCP_PORT_END=22",
    })
    void portsInARowAreToldAsARange(String ports, String told) {
        assertEquals(
                told,
                LinkVariableRule.variables(List.of(link("x", ports)), List.of()).stream()
                        .filter(v -> v.name().contains("START") || v.name().contains("END"))
                        .map(v -> v.name().replace("X_PORT_", "") + "="
                                + v.value().replace("//10.0.0.2:", ""))
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void theContainersOwnVariablesWin() {
        assertEquals(
                "DB_ENV_C=3",
                text(LinkVariableRule.variables(
                        List.of(link("db", "", "A=1", "B=2", "C=3")),
                        List.of("DB_NAME=mine", "DB_ENV_A", "DB_ENV_B="))));
    }

    @Test
    void namesThatKubernetesRefusesAreLeftOutWithAWarning() {
        assertEquals("", text(LinkVariableRule.variables(List.of(link("1db", "80/tcp")), List.of())));
        Warnings warnings = new Warnings();
        LinkVariableRule.judge(
                List.of(new ContainerRecord.Link("d", "db", "1db"), new ContainerRecord.Link("d", "db", "db")),
                warnings);
        assertEquals(
                List.of("Kubernetes allows no such names of variables as 1DB_NAME. The link 1db gives none."),
                warnings.list());
    }
}
