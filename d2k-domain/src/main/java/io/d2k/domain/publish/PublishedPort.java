package io.d2k.domain.publish;

import io.d2k.domain.image.Port;

/**
 * One host port that leads to a port of a container.
 *
 * @param hostPort the host port, 0 for any
 * @param fixed whether the client asked for exactly this host port
 * @param target the container's port
 * @param hostIp the one address of the host that it is published at, empty for all
 */
public record PublishedPort(int hostPort, boolean fixed, Port target, String hostIp) {
    /** At all addresses. */
    public PublishedPort(int hostPort, boolean fixed, Port target) {
        this(hostPort, fixed, target, "");
    }

    /** Returns this at another host port. */
    public PublishedPort at(int port) {
        return new PublishedPort(port, fixed, target, hostIp);
    }
}
