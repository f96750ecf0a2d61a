package io.d2k.domain.service;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.network.NetworkRecord;
import java.util.List;
import java.util.Map;

/**
 * Everything that list and inspect tell of a task.
 *
 * @param task the task
 * @param service its service
 * @param form the document of the tasks' form (JSON text), empty where it is not known any more
 * @param nodeId the ID of its node, empty before it has one
 * @param containerId the ID of its container, empty before it has one
 * @param addresses its address, empty before it has one
 * @param networks the networks of its addresses by ID, without those that have gone
 */
public record TaskView(
        Task task,
        ServiceRecord service,
        String form,
        String nodeId,
        String containerId,
        List<Address> addresses,
        Map<String, NetworkRecord> networks) {
    /** Copies the collections. */
    public TaskView {
        addresses = List.copyOf(addresses);
        networks = Map.copyOf(networks);
    }

    /**
     * Its address on a network.
     *
     * @param network the network
     * @param ip the address
     */
    public record Address(Attachment network, String ip) {
        /** Returns the range of this address alone, as a swarm writes addresses: {@code 10.0.0.5/32}. */
        public String range() {
            return ip + (ip.contains(":") ? "/128" : "/32");
        }
    }

    /** Returns Docker's number of the task: replicated jobs count from 0, as clients expect; 0 where the node counts. */
    public int slot() {
        return number(service.spec().mode(), task.slot());
    }

    /** Returns Docker's number of a slot, which d2k counts from 1. */
    public static int number(ServiceMode mode, int slot) {
        return mode instanceof ServiceMode.ReplicatedJob ? slot - 1 : slot;
    }

    /** Returns the run of the job that the task belongs to: each has a form of its own. */
    public int iteration() {
        return service.iteration() - (service.revision() - task.revision());
    }

    /** Returns Docker's name of the task: service and slot (or node), and its ID. */
    public String name() {
        return service.name() + "." + (slot() > 0 ? Integer.toString(slot()) : nodeId) + "." + task.id();
    }
}
