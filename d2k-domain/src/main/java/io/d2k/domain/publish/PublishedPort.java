package io.d2k.domain.publish;

import io.d2k.domain.image.Port;

/**
 * One host port that leads to a port of a container.
 *
 * @param hostPort the host port, 0 for any
 * @param fixed whether the client asked for exactly this host port
 * @param target the container's port
 */
public record PublishedPort(int hostPort, boolean fixed, Port target) {
    /** Returns this at another host port. */
    public PublishedPort at(int port) {
        return new PublishedPort(port, fixed, target);
    }
}
