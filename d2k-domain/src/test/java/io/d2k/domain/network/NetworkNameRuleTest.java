package io.d2k.domain.network;

import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Refusals;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkNameRuleTest {
    private static NetworkRequest request(String name, String driver, String scope) {
        return new NetworkRequest(name, driver, scope, false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"back", "a", "A_b.c-d", "9", "a b", " ab", "-x", "a/b", "ä"})
    void namesAreGood(String name) {
        NetworkNameRule.check(request(name, "bridge", "local"), false, false);
        NetworkNameRule.check(request(name, "", ""), false, false);
    }

    @Test
    void othersAreRefused() {
        Refusals.invalid("invalid name:  ", () -> NetworkNameRule.check(request(" ", "", ""), false, false));
        Refusals.invalid(
                "rpc error: code = InvalidArgument desc = name must be valid as a DNS name component",
                () -> NetworkNameRule.check(request("a b", "overlay", ""), true, false));
        Refusals.refused(
                ErrorKind.FORBIDDEN,
                "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this"
                        + " node to swarm and try again.",
                () -> NetworkNameRule.check(request("x", "overlay", ""), false, false));
        Refusals.refused(
                ErrorKind.FORBIDDEN,
                "cannot create a swarm scoped network when swarm is not active",
                () -> NetworkNameRule.check(request("x", "", "swarm"), false, false));
        Refusals.unsupported(
                "network driver \"macvlan\" has no counterpart on Kubernetes: use a bridge network, the cluster's own"
                        + " network carries it",
                () -> NetworkNameRule.check(request("x", "macvlan", ""), false, false));
        Refusals.refused(
                ErrorKind.FORBIDDEN,
                "operation is not permitted on predefined default network ",
                () -> NetworkNameRule.check(request("default", "", ""), false, false));
        Refusals.refused(
                ErrorKind.FORBIDDEN,
                "operation is not permitted on predefined none network ",
                () -> NetworkNameRule.check(request("none", "", ""), true, true));
        Refusals.refused(
                ErrorKind.CONFLICT,
                "network with name bridge already exists",
                () -> NetworkNameRule.check(request("bridge", "", ""), true, true));
        Refusals.refused(
                ErrorKind.UNCLASSED,
                "rpc error: code = Unknown desc = name conflicts with an existing object",
                () -> NetworkNameRule.checkAmong(List.of("x", "Web"), request("wEB", "overlay", "")));
        NetworkNameRule.checkAmong(List.of("Web"), request("web", "bridge", ""));
        Refusals.refused(
                ErrorKind.FORBIDDEN,
                "only one instance of \"host\" network is allowed",
                () -> NetworkNameRule.check(request("x", "host", ""), false, false));
        Refusals.refused(
                ErrorKind.NOT_FOUND,
                "plugin \"weave\" not found",
                () -> NetworkNameRule.check(request("x", "weave", ""), false, false));
    }
}
