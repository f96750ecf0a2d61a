package io.d2k.domain.port.out;

import io.d2k.domain.network.NetworkRecord;
import java.util.List;

/** User-defined networks as the cluster holds them; reads come from memory. */
public interface NetworkStore {
    /** Returns all networks, in no order. */
    List<NetworkRecord> list();

    /** Writes a network's record. */
    NetworkRecord create(NetworkRecord network);

    /** Removes a network's record; an absent one is fine. */
    void remove(NetworkRecord network);
}
