package io.d2k.domain.network;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.network.IpamSpec.Pool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All words are those of the Docker Engine 26.1, which was asked the same. */
class IpamRuleTest {
    private static void check(String driver, IpamSpec ipam) {
        IpamRule.check(new NetworkRequest("n", driver, "", false, false, false, Map.of(), Map.of(), ipam, ""));
    }

    private static Pool pool(String subnet, String range, String gateway, String auxiliary) {
        return new Pool(
                subnet,
                range == null ? "" : range,
                gateway == null ? "" : gateway,
                auxiliary == null ? Map.of() : Map.of("a", auxiliary));
    }

    @ParameterizedTest
    @CsvSource({
        "zz, , , , invalid subnet zz: invalid CIDR block notation",
        "'', , 10.1.1.1, , invalid subnet : invalid CIDR block notation",
        "10.90.0.0, , , , invalid subnet 10.90.0.0: invalid CIDR block notation",
        "10.090.0.0/24, , , , invalid subnet 10.090.0.0/24: invalid CIDR block notation",
        "10.99.0.0/33, , , , invalid subnet 10.99.0.0/33: invalid CIDR block notation",
        "10.90.0.5/24, , , , invalid subnet 10.90.0.5/24: it should be 10.90.0.0/24",
        "fd00::5/64, , , , invalid subnet fd00::5/64: it should be fd00::/64",
        "10.90.0.0/24, zz, , , invalid ip-range zz: invalid CIDR block notation",
        "10.90.0.0/24, fd00::/64, , , invalid ip-range fd00::/64: parent subnet is an IPv4 block",
        "10.90.0.0/24, 10.90.0.0/16, , , "
                + "invalid ip-range 10.90.0.0/16: CIDR block is bigger than its parent subnet 10.90.0.0/24",
        "10.90.0.0/24, 10.90.0.5/25, , , invalid ip-range 10.90.0.5/25: it should be 10.90.0.0/25",
        "10.90.0.0/24, 10.95.0.0/24, , , "
                + "invalid ip-range 10.95.0.0/24: parent subnet 10.90.0.0/24 doesn't contain ip-range",
        "10.90.0.0/24, , zz, , invalid gateway zz: invalid address",
        "10.90.0.0/24, , 1.2.3.4, , invalid gateway 1.2.3.4: parent subnet 10.90.0.0/24 doesn't contain this address",
        "fd00::/64, , 10.1.1.1, , invalid gateway 10.1.1.1: parent subnet is an IPv6 block",
        "10.90.0.0/24, , , zz, invalid auxiliary address a: invalid address",
        "10.90.0.0/24, , , fd00::1, invalid auxiliary address a: parent subnet is an IPv4 block"
    })
    void whatMakesNoSenseIsRefused(String subnet, String range, String gateway, String auxiliary, String why) {
        IpamSpec ipam = new IpamSpec("", true, List.of(pool(subnet, range, gateway, auxiliary)));
        Refusals.invalid("invalid network config:\n" + why, () -> check("", ipam));
    }

    @Test
    void aBridgeHasAddresses() {
        Refusals.invalid("ipv4 pool is empty", () -> check("", new IpamSpec("null", false, List.of())));
        Refusals.invalid(
                "null ipam driver does not handle specific address pool requests",
                () -> check("bridge", new IpamSpec("null", false, List.of(pool("10.90.0.0/24", null, null, null)))));
    }

    @Test
    void nobodyGivesIpv6BlocksByDefault() {
        String none =
                "could not find an available, non-overlapping IPv6 address pool among the defaults to assign to the"
                        + " network";
        Refusals.refused(ErrorKind.NOT_FOUND, none, () -> check("", new IpamSpec("", true, List.of())));
        Refusals.refused(
                ErrorKind.NOT_FOUND,
                none,
                () -> check("", new IpamSpec("", true, List.of(pool("10.90.0.0/24", null, null, null)))));
        Refusals.invalid(
                "null ipam driver does not handle IPv6 address pool requests",
                () -> check("", new IpamSpec("null", true, List.of())));
        assertDoesNotThrow(() -> check("", new IpamSpec("", true, List.of(pool("fd00::/64", null, null, null)))));
        assertDoesNotThrow(() -> check("overlay", new IpamSpec("", true, List.of())));
        assertDoesNotThrow(() -> check("nosuch", new IpamSpec("", true, List.of()))); // fails by its name
    }

    @Test
    void severalReasonsAreListed() {
        List<Pool> pools = List.of(pool("10.90.0.0/24", null, "10.1.1.1", "1.1.1.1"), pool("zz", null, null, null));
        Refusals.invalid("""
                invalid network config:
                * invalid gateway 10.1.1.1: parent subnet 10.90.0.0/24 doesn't contain this address
                * invalid auxiliary address a: parent subnet 10.90.0.0/24 doesn't contain this address
                * invalid subnet zz: invalid CIDR block notation""", () -> check("", new IpamSpec("", false, pools)));
    }

    @ParameterizedTest
    @CsvSource({
        "10.90.0.0/24, 10.90.0.128/25, 10.90.0.254, 10.90.0.7",
        "10.91.0.1/32, , , ",
        "0.0.0.0/0, , , ",
        "fd00::/64, fd00::1:0:0:0/80, fd00::1, fd00::2"
    })
    void whatMakesSenseIsTaken(String subnet, String range, String gateway, String auxiliary) {
        boolean ipv6 = subnet.contains(":");
        check("bridge", new IpamSpec("default", ipv6, List.of(pool(subnet, range, gateway, auxiliary))));
    }

    @Test
    void blocksOfIpv6AreNotLookedAtWithoutIt() {
        check("", new IpamSpec("", false, List.of(pool("fd00::5/64", null, "nonsense", null))));
    }

    @Test
    void aBridgeHasOneSubnetOfIpv6WhereItHasIpv6() {
        List<Pool> two = List.of(pool("fd00:1::/64", null, null, null), pool("fd00:2::/64", null, null, null));
        check("", new IpamSpec("", false, two));
        Refusals.refused(
                ErrorKind.FORBIDDEN,
                "bridge driver doesn't support multiple subnets",
                () -> check("", new IpamSpec("", true, two)));
        check("", new IpamSpec("", true, List.of(two.getFirst(), pool("10.90.0.0/24", null, null, null))));
    }

    @Test
    void aBridgeHasOneSubnetOfIpv4() {
        List<Pool> two = List.of(pool("10.90.0.0/24", null, null, null), pool("10.91.0.0/24", null, null, null));
        EngineException refused =
                assertThrows(EngineException.class, () -> check("bridge", new IpamSpec("", false, two)));
        assertEquals(ErrorKind.FORBIDDEN, refused.kind());
        assertEquals("bridge driver doesn't support multiple subnets", refused.getMessage());
        check("overlay", new IpamSpec("", false, two));
        check("", new IpamSpec("", true, List.of(two.getFirst(), pool("fd00::/64", null, null, null))));
    }

    @Test
    void driversThatNobodyHasAreNotFound() {
        EngineException refused =
                assertThrows(EngineException.class, () -> check("", new IpamSpec("nope", false, List.of())));
        assertEquals(ErrorKind.NOT_FOUND, refused.kind());
        assertEquals("plugin \"nope\" not found", refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "10.78.0.0/24, '', 10.78.0.1",
        "10.79.0.0/24, 10.79.0.128/25, 10.79.0.128",
        "10.79.0.0/24, 10.79.0.0/25, 10.79.0.1",
        "10.79.0.4/30, '', 10.79.0.5",
        "10.79.0.4/31, '', ",
        "fd00::/64, '', ",
        "'', '', ",
    })
    void aSwarmChoosesTheFirstAddressAsGateway(String subnet, String range, String gateway) {
        assertEquals(Optional.ofNullable(gateway), IpamRule.gateway(subnet, range));
    }
}
