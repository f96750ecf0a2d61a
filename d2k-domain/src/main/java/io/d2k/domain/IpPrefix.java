package io.d2k.domain;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A block of addresses in CIDR notation, as Go's {@code net/netip} reads it.
 *
 * @param address an address of the block
 * @param width 32 or 128 bits
 * @param bits how many of them the addresses of the block share
 */
public record IpPrefix(BigInteger address, int width, int bits) {
    private static final int IPV4 = 32;
    private static final int IPV6 = 128;
    private static final int GROUP = 16;
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern FOUR = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern ZEROES = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

    /** Reads a block such as {@code 10.1.0.0/16}. */
    public static Optional<IpPrefix> parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        return address(text.substring(0, slash))
                .filter(a -> bits <= a.width())
                .map(a -> new IpPrefix(a.address(), a.width(), bits));
    }

    /** Reads an address, as the block that has it alone. */
    public static Optional<IpPrefix> address(String text) {
        if (!FOUR.matcher(text).matches() && !SIX.matcher(text).matches()) {
            return Optional.empty(); // no name is ever looked up
        }
        try {
            byte[] bytes = InetAddress.getAllByName(text)[0].getAddress();
            int width = text.indexOf(':') < 0 ? IPV4 : IPV6;
            return Optional.of(new IpPrefix(new BigInteger(1, bytes), width, width));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Returns whether it is one of IPv4. */
    public boolean four() {
        return width == IPV4;
    }

    /** Returns the block by its first address. */
    public IpPrefix masked() {
        return new IpPrefix(network(bits).shiftLeft(width - bits), width, bits);
    }

    /** Returns whether all addresses of another block are among its own. */
    public boolean contains(IpPrefix other) {
        return width == other.width && other.bits >= bits && network(bits).equals(other.network(bits));
    }

    private BigInteger network(int shared) {
        return address.shiftRight(width - shared);
    }

    /** Returns it as Go writes it: the longest run of zeroes of IPv6 is left out (RFC 5952). */
    @Override
    public String toString() {
        int group = four() ? Byte.SIZE : GROUP;
        int mask = (1 << group) - 1;
        String text = IntStream.rangeClosed(1, width / group)
                .map(i -> address.shiftRight(width - i * group).intValue() & mask)
                .mapToObj(n -> four() ? Integer.toString(n) : Integer.toHexString(n))
                .collect(Collectors.joining(four() ? "." : ":"));
        return (four() ? text : shortened(text)) + "/" + bits;
    }

    private static String shortened(String text) {
        String longest = ZEROES.matcher(text)
                .results()
                .map(r -> r.group())
                .reduce("", (a, b) -> b.length() > a.length() ? b : a);
        return longest.isEmpty() ? text : text.replaceFirst(Pattern.quote(longest), "::");
    }
}
