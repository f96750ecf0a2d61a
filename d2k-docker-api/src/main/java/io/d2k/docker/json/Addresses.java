package io.d2k.docker.json;

/** Addresses as Docker writes them. */
final class Addresses {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private Addresses() {}

    /** Returns the prefix length of a pod's address: it stands alone, since the cluster's subnets are not told. */
    static int prefixLength(String ip) {
        return ip.contains(":") ? IPV6_BITS : IPV4_BITS;
    }

    /** Returns the address with its prefix length if it is of the family, else nothing. */
    static String ofFamily(String ip, boolean six) {
        return ip.isEmpty() || ip.contains(":") != six ? "" : ip + "/" + prefixLength(ip);
    }
}
