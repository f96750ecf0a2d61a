package io.d2k.domain.network;

import io.d2k.domain.IpPrefix;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.network.IpamSpec.Pool;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which addresses a network may ask for (moby {@code api/types/network/ipam.go}). Pods get theirs from the cluster, so what
 * makes sense is kept for {@code inspect}, and belongs to one network alone, as with an engine.
 */
public final class IpamRule {
    private static final String NO_ADDRESSES = "null";
    private static final int SMALLEST = 30; // shared bits of a block that has room for a gateway
    private static final Set<String> DRIVERS = Set.of("", "default", NO_ADDRESSES);
    private static final Set<String> ONE_SUBNET = Set.of("", "bridge");

    private IpamRule() {}

    /**
     * Checks what is asked for.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(NetworkRequest request) {
        IpamSpec ipam = request.ipam();
        List<String> wrong = ipam.pools().stream()
                .flatMap(pool -> refusals(pool, ipam.ipv6()).stream())
                .toList();
        if (!wrong.isEmpty()) {
            throw EngineException.invalid("invalid network config:\n"
                    + (wrong.size() == 1
                            ? wrong.getFirst()
                            : wrong.stream().map(w -> "* " + w).collect(Collectors.joining("\n"))));
        }
        if (!DRIVERS.contains(ipam.driver())) {
            throw EngineException.notFound("plugin \"" + ipam.driver() + "\" not found");
        }
        if (ipam.ipv6() && ONE_SUBNET.contains(request.driver()) && !request.swarmScope()) {
            checkIpv6(ipam);
        }
        boolean several = ipam.pools().stream()
                .flatMap(pool -> IpPrefix.parse(pool.subnet()).stream())
                .filter(subnet -> subnet.four() || ipam.ipv6())
                .collect(Collectors.groupingBy(IpPrefix::four, Collectors.counting()))
                .values()
                .stream()
                .anyMatch(count -> count > 1);
        if (several && ONE_SUBNET.contains(request.driver())) {
            throw EngineException.forbidden("bridge driver doesn't support multiple subnets");
        }
        if (ipam.driver().equals(NO_ADDRESSES) && ONE_SUBNET.contains(request.driver())) {
            throw EngineException.invalid(
                    ipam.pools().isEmpty()
                            ? "ipv4 pool is empty"
                            : "null ipam driver does not handle specific address pool requests");
        }
    }

    /**
     * Returns the blocks that a network takes for itself: those that count, and none for a network of a swarm, whose manager
     * looks at them after the network is made.
     */
    public static List<String> taken(NetworkRequest request) {
        return request.swarmScope()
                ? List.of()
                : request.ipam().pools().stream()
                        .flatMap(pool -> IpPrefix.parse(pool.subnet()).stream())
                        .filter(subnet -> subnet.four() || request.ipam().ipv6())
                        .map(IpPrefix::toString)
                        .toList();
    }

    /**
     * Checks that no other network has any of the blocks.
     *
     * @param wanted as {@link #taken} returns them
     * @param others the networks there are
     * @throws EngineException in Docker's words
     */
    public static void checkFree(List<String> wanted, Collection<NetworkRecord> others) {
        List<IpPrefix> blocks =
                wanted.stream().flatMap(w -> IpPrefix.parse(w).stream()).toList();
        if (others.stream()
                .flatMap(other -> other.subnets().stream())
                .flatMap(subnet -> IpPrefix.parse(subnet).stream())
                .anyMatch(subnet -> blocks.stream().anyMatch(b -> b.contains(subnet) || subnet.contains(b)))) {
            throw EngineException.forbidden("Pool overlaps with other one on this address space");
        }
    }

    /** An engine has no IPv6 blocks of its own to give, as long as nobody configures some. */
    private static void checkIpv6(IpamSpec ipam) {
        if (ipam.driver().equals(NO_ADDRESSES) && ipam.pools().isEmpty()) {
            throw EngineException.invalid("null ipam driver does not handle IPv6 address pool requests");
        }
        boolean given = ipam.pools().stream()
                .flatMap(pool -> IpPrefix.parse(pool.subnet()).stream())
                .anyMatch(subnet -> !subnet.four());
        if (!given && !ipam.driver().equals(NO_ADDRESSES)) {
            throw EngineException.notFound("could not find an available, non-overlapping IPv6 address pool among the"
                    + " defaults to assign to the network");
        }
    }

    /**
     * Returns the gateway that a swarm chooses where none is asked for: the first address that may be given out.
     *
     * @param subnet the block of the network, empty for none
     * @param range the part of it that addresses are taken from, empty for all
     */
    public static Optional<String> gateway(String subnet, String range) {
        return IpPrefix.parse(subnet)
                .map(IpPrefix::masked)
                .filter(block -> block.four() && block.bits() <= SMALLEST)
                .map(block -> {
                    BigInteger first =
                            IpPrefix.parse(range).orElse(block).masked().address();
                    // the very first address of a block is its name
                    return first.equals(block.address()) ? first.add(BigInteger.ONE) : first;
                })
                .map(address -> new IpPrefix(address, Integer.SIZE, Integer.SIZE).toString())
                .map(text -> text.substring(0, text.indexOf('/')));
    }

    private static List<String> refusals(Pool pool, boolean ipv6) {
        Optional<IpPrefix> parsed = IpPrefix.parse(pool.subnet());
        if (parsed.isEmpty()) {
            return List.of("invalid subnet " + pool.subnet() + ": invalid CIDR block notation");
        }
        IpPrefix subnet = parsed.get();
        if (!subnet.four() && !ipv6) {
            return List.of(); // as in moby, where nothing comes of it
        }
        List<String> wrong = new ArrayList<>();
        if (!subnet.equals(subnet.masked())) {
            wrong.add("invalid subnet " + subnet + ": it should be " + subnet.masked());
        }
        if (!pool.range().isEmpty()) {
            range(pool.range(), subnet).ifPresent(why -> wrong.add("invalid ip-range " + pool.range() + ": " + why));
        }
        if (!pool.gateway().isEmpty()) {
            address(pool.gateway(), subnet)
                    .ifPresent(why -> wrong.add("invalid gateway " + pool.gateway() + ": " + why));
        }
        for (Map.Entry<String, String> auxiliary : pool.auxiliary().entrySet()) {
            address(auxiliary.getValue(), subnet)
                    .ifPresent(why -> wrong.add("invalid auxiliary address " + auxiliary.getKey() + ": " + why));
        }
        return wrong;
    }

    private static Optional<String> range(String text, IpPrefix subnet) {
        Optional<IpPrefix> range = IpPrefix.parse(text);
        if (range.isEmpty()) {
            return Optional.of("invalid CIDR block notation");
        }
        IpPrefix asked = range.get();
        if (asked.four() != subnet.four()) {
            return Optional.of(family(subnet));
        }
        if (asked.bits() < subnet.bits()) {
            return Optional.of("CIDR block is bigger than its parent subnet " + subnet);
        }
        if (!asked.equals(asked.masked())) {
            return Optional.of("it should be " + asked.masked());
        }
        return subnet.contains(asked)
                ? Optional.empty()
                : Optional.of("parent subnet " + subnet + " doesn't contain ip-range");
    }

    private static Optional<String> address(String text, IpPrefix subnet) {
        Optional<IpPrefix> address = IpPrefix.address(text);
        if (address.isEmpty()) {
            return Optional.of("invalid address");
        }
        if (address.get().four() != subnet.four()) {
            return Optional.of(family(subnet));
        }
        return subnet.contains(address.get())
                ? Optional.empty()
                : Optional.of("parent subnet " + subnet + " doesn't contain this address");
    }

    private static String family(IpPrefix subnet) {
        return "parent subnet is an " + (subnet.four() ? "IPv4" : "IPv6") + " block";
    }
}
