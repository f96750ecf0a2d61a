package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.fail;

import io.d2k.domain.container.PodPlan.Privileges;
import io.d2k.domain.container.Seccomp;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LowPortRuleTest {
    private static final String FIRST_FREE = "net.ipv4.ip_unprivileged_port_start";

    private static Privileges asked(boolean privileged, String add, String drop, Map<String, String> sysctls) {
        return new Privileges(privileged, list(add), list(drop), false, false, Seccomp.OF_NODE, false, sysctls);
    }

    private static List<String> list(String names) {
        return Arrays.stream(names.split(" ")).filter(n -> !n.isEmpty()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        // user, -- where it is not known; capabilities added and dropped; server; opened
        "'', '', '', v1.34.1, false",
        "root, '', '', v1.34.1, false",
        "0:1000, '', '', v1.34.1, false",
        "'', '', NET_RAW, v1.34.1, false",
        "'', NET_BIND_SERVICE, ALL, v1.34.1, false",
        "'', '', ALL, v1.34.1, true",
        "0, CHOWN, NET_BIND_SERVICE, v1.34.1, true",
        "1000, '', '', v1.34.1, true",
        "node:node, '', '', v1.34.1, true",
        "1000, NET_BIND_SERVICE, '', v1.34.1, true",
        "00, '', '', v1.34.1, true",
        "--, '', '', v1.34.1, false",
        "--, '', ALL, v1.34.1, true",
        "1000, '', '', v0.0.0-dry-run, false",
        "1000, '', '', v1.21.14, false",
        "1000, '', '', v1.22.0, true"
    })
    void whoIsNotRootMayListenOnLowPorts(String user, String add, String drop, String server, boolean opened) {
        Privileges open = LowPortRule.open(
                asked(false, add, drop, Map.of()), Optional.of(user).filter(u -> !u.equals("--")), () -> server);

        assertEquals(opened ? Map.of(FIRST_FREE, "0") : Map.of(), open.sysctls());
        assertEquals(list(add), open.capAdd());
    }

    @Test
    void whatIsAskedForStays() {
        Map<String, String> sysctls = Map.of(FIRST_FREE, "80");
        Privileges own = asked(false, "", "", sysctls);
        assertSame(own, LowPortRule.open(own, Optional.of("7"), () -> "v1.34.1"));
        Privileges more = asked(false, "", "", Map.of("net.ipv4.tcp_syncookies", "1"));
        assertEquals(
                Map.of(FIRST_FREE, "0", "net.ipv4.tcp_syncookies", "1"),
                LowPortRule.open(more, Optional.of("7"), () -> "v1.34.1").sysctls());
    }

    @Test
    void rootCostsNoQuestionToTheCluster() {
        Privileges privileged = asked(true, "", "ALL", Map.of());
        assertSame(privileged, LowPortRule.open(privileged, Optional.of("0"), () -> fail("asked")));
    }
}
