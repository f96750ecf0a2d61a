package io.d2k.domain.network;

import io.d2k.domain.fake.Refusals;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkJoinRuleTest {
    private static final String PRIVATE =
            "container cannot be connected to multiple networks with one of the networks in private (none) mode";

    @Test
    void networksOfOnesOwnAreJoined() {
        NetworkJoinRule.check("back", List.of("bridge", "front"), List.of());
        NetworkJoinRule.check("back", List.of(), List.of());
        NetworkJoinRule.check("none", List.of("none"), List.of());
        NetworkJoinRule.check("none", List.of(), List.of());
    }

    @Test
    void theHostsAndNoneAreRefused() {
        Refusals.invalid(
                "container cannot be disconnected from host network or connected to host network",
                () -> NetworkJoinRule.check("host", List.of("bridge"), List.of()));
        Refusals.invalid(PRIVATE, () -> NetworkJoinRule.check("none", List.of("bridge"), List.of()));
        Refusals.invalid(PRIVATE, () -> NetworkJoinRule.check("bridge", List.of("none"), List.of()));
    }

    @Test
    void aliasesNeedANetworkOfOnesOwn() {
        NetworkJoinRule.check("back", List.of("bridge"), List.of("db"));
        for (String network : List.of("bridge", "host", "none")) {
            Refusals.invalid(
                    "invalid endpoint settings:\n"
                            + "network-scoped alias is supported only for containers in user defined networks",
                    () -> NetworkJoinRule.check(network, List.of("bridge"), List.of("db")));
        }
    }
}
