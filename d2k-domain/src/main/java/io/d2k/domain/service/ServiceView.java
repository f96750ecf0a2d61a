package io.d2k.domain.service;

import io.d2k.domain.service.TaskView.Address;
import java.util.List;

/**
 * Everything that list and inspect tell of a service.
 *
 * @param record what is kept
 * @param running how many tasks run
 * @param desired how many tasks are meant to run
 * @param completed how many tasks of a job have completed
 * @param addresses where it is found: the address of its first running task, on each of its networks; empty while no task
 *     runs
 */
public record ServiceView(ServiceRecord record, long running, long desired, long completed, List<Address> addresses) {
    /** Copies the list. */
    public ServiceView {
        addresses = List.copyOf(addresses);
    }
}
