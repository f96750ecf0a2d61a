package io.d2k.domain.port.in;

import io.d2k.domain.swarm.SwarmView;

/** The swarm as a whole. */
public interface Swarm {
    /** Tells what the swarm is. */
    SwarmView inspect();
}
