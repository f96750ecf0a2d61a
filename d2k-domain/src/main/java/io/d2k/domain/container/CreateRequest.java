package io.d2k.domain.container;

/**
 * A container to create.
 *
 * @param name the name asked for, with or without its slash; empty for a made-up one
 * @param platform such as {@code linux/arm64}, empty for the cluster's
 * @param spec what to run
 */
public record CreateRequest(String name, String platform, ContainerSpec spec) {}
