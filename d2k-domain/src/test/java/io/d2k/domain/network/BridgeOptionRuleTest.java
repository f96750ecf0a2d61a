package io.d2k.domain.network;

import io.d2k.domain.fake.Refusals;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are those of Docker Engine 26.1. */
class BridgeOptionRuleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            bridge.enable_icc         | nope  | failed to parse com.docker.network.bridge.enable_icc value: nope (strconv.ParseBool: parsing "nope": invalid syntax)
            bridge.inhibit_ipv4       | ``    | failed to parse com.docker.network.bridge.inhibit_ipv4 value:  (strconv.ParseBool: parsing "": invalid syntax)
            driver.mtu                | x     | failed to parse com.docker.network.driver.mtu value: x (strconv.Atoi: parsing "x": invalid syntax)
            driver.mtu                | -5    | invalid MTU number: -5
            bridge.host_binding_ipv4  | 1.2.3 | failed to parse com.docker.network.bridge.host_binding_ipv4 value: 1.2.3 (nil ip)
            host_ipv6                 | x     | failed to parse com.docker.network.host_ipv6 value: x (nil ip)
            """)
    void valuesThatAreNoneAreRefused(String option, String value, String words) {
        Refusals.invalid(words, () -> BridgeOptionRule.check(request("", option, value)));
    }

    @ParameterizedTest
    @CsvSource({
        "bridge, bridge.enable_icc, false",
        "'', driver.mtu, 1400",
        "'', bridge.host_binding_ipv4, ::1",
        "'', bridge.name, br0",
        "overlay, driver.mtu, x",
    })
    void othersAreTaken(String driver, String option, String value) {
        BridgeOptionRule.check(request(driver, option, value));
    }

    @Test
    void whatIsNoOptionOfABridgeIsTaken() {
        BridgeOptionRule.check(request("", "nosuch", ""));
    }

    private static NetworkRequest request(String driver, String option, String value) {
        return new NetworkRequest(
                "net",
                driver,
                "",
                false,
                false,
                false,
                Map.of(),
                Map.of("com.docker.network." + option, value),
                new IpamSpec("", false, List.of()),
                "{}");
    }
}
