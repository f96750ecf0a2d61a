package io.d2k.domain.container;

import io.d2k.domain.log.LogReader;

/**
 * A container's log, opened.
 *
 * @param tty whether the container has a terminal, so that its log is one raw stream
 * @param reader the lines asked for; the caller closes it
 */
public record ContainerLog(boolean tty, LogReader reader) {}
