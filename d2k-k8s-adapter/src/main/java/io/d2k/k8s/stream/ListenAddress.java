package io.d2k.k8s.stream;

import io.d2k.domain.error.EngineException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** At which address of d2k's host a port is published, as {@code -p IP:PORT:PORT} asks. */
final class ListenAddress {
    private ListenAddress() {}

    /**
     * Chooses.
     *
     * @param host where d2k may listen: its operator's choice
     * @param asked an address, empty for any
     * @return the host's where none was asked for; loopback addresses are the host's in any case, as nobody else reaches them
     * @throws EngineException {@code CONFLICT} where the operator did not allow it
     */
    static InetAddress of(InetAddress host, String asked) {
        if (asked.isEmpty()) {
            return host;
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(asked); // no name: nobody is asked
        } catch (UnknownHostException e) {
            throw EngineException.conflict("listen tcp: address " + asked + ": invalid IP address");
        }
        if (host.isAnyLocalAddress() || address.isLoopbackAddress() || address.equals(host)) {
            return address;
        }
        throw EngineException.conflict("listen tcp " + asked + ": bind: d2k publishes ports at " + host.getHostAddress()
                + " alone: set D2K_HOST");
    }
}
