package io.d2k.docker.route;

import io.d2k.domain.port.in.Dependencies;
import io.d2k.domain.port.in.Nodes;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.in.Swarm;
import io.d2k.domain.port.in.Tasks;

/**
 * What the routes serve in swarm mode.
 *
 * @param swarm the swarm as a whole
 * @param nodes nodes
 * @param secrets secrets
 * @param configs configs
 * @param services services
 * @param tasks tasks of services
 */
public record SwarmApi(
        Swarm swarm, Nodes nodes, Dependencies secrets, Dependencies configs, Services services, Tasks tasks) {}
