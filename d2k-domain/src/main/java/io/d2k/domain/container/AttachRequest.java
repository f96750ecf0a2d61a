package io.d2k.domain.container;

/**
 * How a client attaches to a container.
 *
 * @param logs whether what was printed before is sent first
 * @param stream whether what is printed from now on is sent
 * @param stdin whether the client feeds standard input
 * @param stdout whether standard output is wanted
 * @param stderr whether standard error is wanted
 */
public record AttachRequest(boolean logs, boolean stream, boolean stdin, boolean stdout, boolean stderr) {}
