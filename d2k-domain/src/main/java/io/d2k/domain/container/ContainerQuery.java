package io.d2k.domain.container;

import io.d2k.domain.Filters;

/**
 * Which containers are listed.
 *
 * @param all whether those that do not run are listed too
 * @param limit at most so many of the newest, running or not; 0 or less for no limit
 * @param filters the API's filters
 */
public record ContainerQuery(boolean all, int limit, Filters filters) {}
