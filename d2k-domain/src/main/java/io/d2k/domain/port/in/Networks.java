package io.d2k.domain.port.in;

import io.d2k.domain.Filters;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkCreated;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import java.util.List;

/** Networks. A {@code ref} is a name, an ID or a prefix of one. */
public interface Networks {
    /** Makes a network. */
    NetworkCreated create(NetworkRequest request);

    /** Lists networks. */
    List<NetworkView> list(Filters filters);

    /**
     * Tells all about one network.
     *
     * @param scope {@code local} or {@code swarm}; empty for any
     */
    NetworkView inspect(String ref, String scope);

    /** Removes a network that no container uses. */
    void remove(String ref);

    /** Joins a container to a network. */
    void connect(String ref, String container, Membership wanted);

    /** Takes a container off a network. */
    void disconnect(String ref, String container, boolean force);

    /** Removes unused networks; returns their names. */
    List<String> prune(Filters filters);
}
