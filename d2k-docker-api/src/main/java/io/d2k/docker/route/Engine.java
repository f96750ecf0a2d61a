package io.d2k.docker.route;

import io.d2k.domain.port.in.Containers;
import io.d2k.domain.port.in.Events;
import io.d2k.domain.port.in.Execs;
import io.d2k.domain.port.in.Files;
import io.d2k.domain.port.in.Images;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.in.Stats;
import io.d2k.domain.port.in.SystemInfo;
import io.d2k.domain.port.in.Volumes;
import java.util.Optional;

/**
 * What the routes serve.
 *
 * @param containers containers
 * @param execs further processes in containers
 * @param images images
 * @param volumes volumes
 * @param networks networks
 * @param system the engine as a whole
 * @param events what happens
 * @param stats what containers use
 * @param files files in containers
 * @param swarm what swarm mode serves more; nothing outside of it
 */
public record Engine(
        Containers containers,
        Execs execs,
        Images images,
        Volumes volumes,
        Networks networks,
        SystemInfo system,
        Events events,
        Stats stats,
        Files files,
        Optional<SwarmApi> swarm) {}
