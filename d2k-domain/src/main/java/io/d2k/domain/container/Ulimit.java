package io.d2k.domain.container;

/**
 * What a process may have at most of something, {@code --ulimit}.
 *
 * @param name such as {@code nofile}
 * @param soft what holds, -1 for no limit
 * @param hard how far the process may raise it, -1 for no limit
 */
public record Ulimit(String name, long soft, long hard) {}
