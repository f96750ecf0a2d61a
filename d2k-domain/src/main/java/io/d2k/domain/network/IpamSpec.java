package io.d2k.domain.network;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which addresses a network is asked to have.
 *
 * @param driver what gives them out, empty for the default
 * @param ipv6 whether IPv6 is asked for as well
 * @param pools where they are taken from
 */
public record IpamSpec(String driver, boolean ipv6, List<Pool> pools) {
    /** Leaves everything to the engine. */
    public static final IpamSpec NONE = new IpamSpec("", false, List.of());

    /** Copies the list. */
    public IpamSpec {
        pools = List.copyOf(pools);
    }

    /**
     * Addresses as asked for, unchecked.
     *
     * @param subnet such as {@code 10.1.0.0/16}
     * @param range the part of it that containers get addresses from, empty for all of it
     * @param gateway the router's address, empty for the first
     * @param auxiliary addresses that are not given out, by what they are for
     */
    public record Pool(String subnet, String range, String gateway, Map<String, String> auxiliary) {
        /** Copies the map. */
        public Pool {
            auxiliary = Collections.unmodifiableMap(new TreeMap<>(auxiliary));
        }
    }
}
