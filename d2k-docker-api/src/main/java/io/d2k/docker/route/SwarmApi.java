package io.d2k.docker.route;

import io.d2k.domain.port.in.Swarm;

/**
 * What the routes serve in swarm mode.
 *
 * @param swarm the swarm as a whole
 */
public record SwarmApi(Swarm swarm) {}
