package io.d2k.domain.container.rule;

import io.d2k.domain.container.ContainerRecord.Attachment;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * In which order a container's networks are asked for a name, as libnetwork sorts them: those with a way out first, then by
 * name, whichever was joined first.
 *
 * @param internal the IDs of the networks without a way out
 */
public record NetworkOrder(Set<String> internal) {
    /** Copies the set. */
    public NetworkOrder {
        internal = Set.copyOf(internal);
    }

    /** Returns the networks in that order. */
    public List<Attachment> of(List<Attachment> networks) {
        return networks.stream()
                .sorted(Comparator.<Attachment, Boolean>comparing(n -> internal.contains(n.networkId()))
                        .thenComparing(Attachment::networkName))
                .toList();
    }
}
