package io.d2k.domain.exec;

/**
 * The size of a terminal, in characters.
 *
 * @param height rows
 * @param width columns
 */
public record TerminalSize(int height, int width) {}
