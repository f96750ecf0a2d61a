package io.d2k.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.system.PodSecurity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {
    @Test
    void everySettingHasADefaultThatHolds() {
        ServerConfig config = ServerConfig.of(Map.of());
        assertEquals("default", config.namespace());
        assertEquals("127.0.0.1", config.host());
        assertEquals(2375, config.port());
        assertEquals(Optional.empty(), config.clusterDns());
        for (Setting setting : Setting.values()) {
            assertEquals(config, ServerConfig.of(Map.of(setting, setting.fallback())), setting.variable());
        }
    }

    @Test
    void variablesAreRead() {
        Map<Setting, String> read =
                ServerConfig.fromEnvironment(Map.of("D2K_PORT", "0", "D2K_NAMESPACE", "", "D2K_OTHER", "x"));
        assertEquals(Map.of(Setting.PORT, "0"), read);
    }

    @ParameterizedTest
    @CsvSource({
        "NAMESPACE, Not_One",
        "PORT, 65536",
        "PORT, -1",
        "SWARM_MODE, yes",
        "LOG_LEVEL, loud",
        "LOG_FORMAT, xml",
        "LEADER_ELECTION, maybe",
        "WORKLOAD, job",
        "HOST_PATHS, data",
        "START_TIMEOUT, 0",
        "VOLUME_SIZE, big",
        "PUBLISH, somewhere",
        "POD_SECURITY, baselin",
        "CLUSTER_DOMAIN, a..b",
        "CLUSTER_DNS, dns.example",
        "HOST_GATEWAY_IP, gateway.example",
        "CONTAINER_DOCKER_HOST, unix:///run/d2k.sock",
        "CONTAINER_DOCKER_HOST, tcp://d2k",
        "CLUSTER_DNS, '10.0.0.1,'",
        "CLUSTER_DNS, '1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4'"
    })
    void whatIsWrongIsNamed(Setting setting, String value) {
        WrongSettingException e =
                assertThrows(WrongSettingException.class, () -> ServerConfig.of(Map.of(setting, value)));
        assertTrue(e.getMessage().contains(setting.variable()), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"kubernetes, ''", "'10.0.0.10, fd00::a', '10.0.0.10 fd00::a'"})
    void addressesOfTheDns(String value, String expected) {
        assertEquals(
                expected.isEmpty() ? List.of() : List.of(expected.split(" ")),
                ServerConfig.of(Map.of(Setting.CLUSTER_DNS, value)).clusterDns().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"auto, ", "privileged, PRIVILEGED", "baseline, PRIVILEGED", "Restricted, RESTRICTED"})
    void levelsOfPodSecurity(String value, PodSecurity expected) {
        assertEquals(
                Optional.ofNullable(expected),
                ServerConfig.of(Map.of(Setting.POD_SECURITY, value)).engine().podSecurity());
    }

    @Test
    void aUnixSocketLeadsToOneOfSeveralOnly() {
        assertTrue(ServerConfig.of(Map.of(Setting.LEADER_ELECTION, "true")).leaderElection());
        WrongSettingException e = assertThrows(
                WrongSettingException.class,
                () -> ServerConfig.of(Map.of(Setting.LEADER_ELECTION, "true", Setting.SOCKET, "/run/d2k.sock")));
        assertTrue(e.getMessage().contains("D2K_SOCKET"), e.getMessage());
    }

    private static final Map<Setting, String> TLS = Map.of(Setting.TLS_CERT_FILE, "/c", Setting.TLS_KEY_FILE, "/k");

    @Test
    void tlsHasAPortOfItsOwnUnlessOneIsSet() {
        assertEquals(2375, ServerConfig.of(Map.of()).port());
        assertEquals(2376, ServerConfig.of(TLS).port());
        assertEquals(
                9,
                ServerConfig.of(Map.of(Setting.TLS_CERT_FILE, "/c", Setting.TLS_KEY_FILE, "/k", Setting.PORT, "9"))
                        .port());
    }

    @Test
    void halfOfTlsIsNoPlainTcp() {
        for (Setting alone : Set.of(Setting.TLS_CERT_FILE, Setting.TLS_KEY_FILE, Setting.TLS_CA_FILE)) {
            assertThrows(WrongSettingException.class, () -> ServerConfig.of(Map.of(alone, "/f")));
        }
    }

    @Test
    void namesAreSeparatedByCommas() {
        assertEquals(
                Set.of("a.example", "b.example"),
                ServerConfig.of(Map.of(Setting.ALLOWED_HOSTS, " A.example,b.example, "))
                        .allowedHosts());
    }
}
