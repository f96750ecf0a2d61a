package io.d2k.domain.container;

/**
 * Where a container's port is asked to be published.
 *
 * @param hostIp the address asked for, empty for any
 * @param hostPort the port or range asked for, such as {@code 8080} or {@code 8080-8090}; empty for any
 */
public record PortBinding(String hostIp, String hostPort) {}
