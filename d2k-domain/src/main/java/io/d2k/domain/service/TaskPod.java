package io.d2k.domain.service;

import io.d2k.domain.container.PodObservation;

/**
 * A pod of a service.
 *
 * @param pod what the cluster says of it
 * @param revision which form of the service's tasks it runs
 * @param slot the slot that it was made for; 0 where its maker does not count
 */
public record TaskPod(PodObservation pod, int revision, int slot) {}
