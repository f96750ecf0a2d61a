package io.d2k.domain.container;

import java.time.Instant;

/**
 * One failure of a health check, as the node reports it.
 *
 * @param at when, to the second
 * @param timedOut whether it took too long
 * @param output what the check printed, as far as it is told
 */
public record ProbeFailure(Instant at, boolean timedOut, String output) {}
