package io.d2k.domain.publish;

import java.util.List;

/**
 * What publishes ports of one run of a container in one way: what becomes one Service, or a listener for each port.
 *
 * @param mode where the ports are reached
 * @param part tells the publications of a container apart: a word of lower-case letters
 * @param run number of the start that it belongs to
 * @param ports the ports
 */
public record Publication(PublishMode mode, String part, int run, List<PublishedPort> ports) {
    /** Copies the list. */
    public Publication {
        ports = List.copyOf(ports);
    }
}
