package io.d2k.domain.service;

import io.d2k.domain.container.ContainerRecord.Attachment;
import java.util.List;

/**
 * Everything that list and inspect tell of a service.
 *
 * @param record what is kept
 * @param running how many tasks run
 * @param desired how many tasks are meant to run
 * @param completed how many tasks of a job have completed
 * @param networks the networks that its tasks are on
 */
public record ServiceView(ServiceRecord record, long running, long desired, long completed, List<Attachment> networks) {
    /** Copies the list. */
    public ServiceView {
        networks = List.copyOf(networks);
    }
}
