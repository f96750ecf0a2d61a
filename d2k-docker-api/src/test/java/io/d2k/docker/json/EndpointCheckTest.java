package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.port.in.Networks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses that the Docker Engine 26.1 refuses, and its words. */
class EndpointCheckTest {
    private static final String NO_SUBNET =
            "user specified IP address is supported only when connecting to networks with user configured subnets";

    private final Networks networks = mock(Networks.class);
    private final EndpointCheck check = new EndpointCheck(networks);

    EndpointCheckTest() {
        when(networks.inspect(any(), any())).thenThrow(EngineException.notFound("no such network"));
        known("plain", "");
        known("host", "");
        known("sub", "\"IPAM\":{\"Config\":[{\"Subnet\":\"10.99.0.0/16\",\"IPRange\":\"10.99.5.0/24\"}]}");
    }

    private void known(String name, String ipam) {
        var record = new NetworkRecord(
                "0",
                name,
                Instant.EPOCH,
                "bridge",
                "local",
                false,
                false,
                Map.of(),
                Map.of(),
                List.of(),
                "{" + ipam + "}");
        org.mockito.Mockito.doReturn(new NetworkView(record, false, List.of()))
                .when(networks)
                .inspect(name, "");
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "bridge|'IPv4Address':'999'|* user specified IP address is supported on user defined networks only;"
                        + "* invalid IPv4 address: 999;* no configured subnet or ip-range contain the IP address 999",
                "bridge|'IPv4Address':'172.17.0.9'|user specified IP address is supported on user defined networks only",
                "host|'IPv4Address':'1.2.3.4'|* user specified IP address is supported on user defined networks only;* NO",
                "plain|'IPv4Address':'999'|* invalid IPv4 address: 999;* NO",
                "plain|'IPv4Address':'::1'|* invalid IPv4 address: ::1;* NO",
                "plain|'IPv4Address':'0.0.0.0'|* invalid IPv4 address: 0.0.0.0;* NO",
                "plain|'IPv6Address':'1.2.3.4'|* invalid IPv6 address: 1.2.3.4;* NO",
                "plain|'IPv4Address':'999','IPv6Address':'y'|* invalid IPv4 address: 999;* invalid IPv6 address: y;* NO;* NO",
                "plain|'IPv4Address':'1.2.3.4'|NO",
                "plain|'LinkLocalIPs':['x','169.254.1.1']|invalid link-local IP address: x",
                "sub|'IPv4Address':'10.98.0.1'|no configured subnet or ip-range contain the IP address 10.98.0.1"
            })
    void addressesThatNoNetworkCanGiveAreRefused(String network, String asked, String words) {
        String endpoint = "{'IPAMConfig':{" + asked + "}}";
        String told = "invalid endpoint settings:\n"
                + words.replace(';', '\n').replace("* NO", "* " + NO_SUBNET).replaceFirst("^NO$", NO_SUBNET);

        refused(told, () -> check.ofConnection(network, bytes("{'EndpointConfig':" + endpoint + "}")));
        refused(
                "invalid config for network " + network + ": " + told,
                () -> check.ofContainer(
                        bytes("{'NetworkingConfig':{'EndpointsConfig':{'" + network + "':" + endpoint + "}}}")));
    }

    @ParameterizedTest
    @CsvSource({"zz", "0a:00:00:00:00", "0a:00-00:00:00:00", "0a0000000000"})
    void whatIsNoHardwareAddressIsRefused(String address) {
        refused(
                "invalid MAC address " + address,
                () -> check.ofConnection("plain", bytes("{'EndpointConfig':{'MacAddress':'" + address + "'}}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sub|{'IPAMConfig':{'IPv4Address':'10.99.1.1'}}",
                "sub|{'MacAddress':'0a:00:00:00:00:01'}",
                "sub|{'MacAddress':'0a00.0000.0001'}",
                "plain|{'IPAMConfig':{'LinkLocalIPs':['169.254.1.1']}}",
                "plain|{'IPAMConfig':{}}",
                "plain|{'IPAddress':'999'}",
                "none|{}"
            })
    void othersPass(String network, String endpoint) {
        assertDoesNotThrow(() -> check.ofConnection(network, bytes("{'EndpointConfig':" + endpoint + "}")));
    }

    private static void refused(String words, org.junit.jupiter.api.function.Executable action) {
        EngineException e = assertThrows(EngineException.class, action);
        assertEquals(words, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }
}
