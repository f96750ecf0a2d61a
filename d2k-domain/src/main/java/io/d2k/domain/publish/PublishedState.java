package io.d2k.domain.publish;

import java.util.List;

/**
 * A publication as it stands.
 *
 * @param containerId the container
 * @param publication what is published, with the host ports as given
 * @param addresses where it is reached, empty until that is known
 */
public record PublishedState(String containerId, Publication publication, List<String> addresses) {
    /** Copies the list. */
    public PublishedState {
        addresses = List.copyOf(addresses);
    }

    /** Returns whether every port has its address and number. */
    public boolean assigned() {
        return !addresses.isEmpty() && publication.ports().stream().allMatch(p -> p.hostPort() > 0);
    }
}
