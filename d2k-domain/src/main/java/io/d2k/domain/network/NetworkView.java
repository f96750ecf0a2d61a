package io.d2k.domain.network;

import java.util.List;

/**
 * A network with its members.
 *
 * @param record what is kept
 * @param predefined whether it is one of {@code bridge}, {@code host} and {@code none}
 * @param members running containers on it
 * @param overlay what a swarm tells of it beside, of one that is inspected
 */
public record NetworkView(NetworkRecord record, boolean predefined, List<Member> members, OverlayView overlay) {
    /** Copies the list. */
    public NetworkView {
        members = List.copyOf(members);
    }

    /** One of which no more is told. */
    public NetworkView(NetworkRecord record, boolean predefined, List<Member> members) {
        this(record, predefined, members, OverlayView.NONE);
    }

    /** Returns this with what a swarm tells beside. */
    public NetworkView with(OverlayView newOverlay) {
        return new NetworkView(record, predefined, members, newOverlay);
    }

    /** One running container: its ID, name, endpoint ID, address and the name of its node. */
    public record Member(String containerId, String name, String endpointId, String ip, String node) {}
}
