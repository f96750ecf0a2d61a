package io.d2k.domain.service;

import io.d2k.domain.image.Port;
import java.util.List;

/**
 * How a service is reached.
 *
 * @param dnsRoundRobin whether its name stands for its tasks' addresses ({@code dnsrr}) rather than for one of its own
 * @param ports what it publishes
 */
public record EndpointSpec(boolean dnsRoundRobin, List<PublishedTarget> ports) {
    /** Copies the list. */
    public EndpointSpec {
        ports = List.copyOf(ports);
    }

    /**
     * One published port.
     *
     * @param name as sent, may be empty
     * @param target the port that tasks listen on
     * @param published the port that clients use; 0 for any
     * @param host whether it is published on the node of each task rather than for the service as a whole
     */
    public record PublishedTarget(String name, Port target, int published, boolean host) {
        /** Returns this with a port that clients use. */
        public PublishedTarget withPublished(int port) {
            return new PublishedTarget(name, target, port, host);
        }
    }
}
