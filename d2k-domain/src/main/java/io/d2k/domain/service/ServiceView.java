package io.d2k.domain.service;

/**
 * Everything that list and inspect tell of a service.
 *
 * @param record what is kept
 * @param running how many tasks run
 * @param desired how many tasks are meant to run
 * @param completed how many tasks of a job have completed
 */
public record ServiceView(ServiceRecord record, long running, long desired, long completed) {}
