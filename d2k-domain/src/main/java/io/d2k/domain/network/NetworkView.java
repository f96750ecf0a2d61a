package io.d2k.domain.network;

import java.util.List;

/**
 * A network with its members.
 *
 * @param record what is kept
 * @param predefined whether it is one of {@code bridge}, {@code host} and {@code none}
 * @param members running containers on it
 */
public record NetworkView(NetworkRecord record, boolean predefined, List<Member> members) {
    /** Copies the list. */
    public NetworkView {
        members = List.copyOf(members);
    }

    /** One running container: its ID, name, endpoint ID and address. */
    public record Member(String containerId, String name, String endpointId, String ip) {}
}
