package io.d2k.domain.network;

import java.util.List;
import java.util.Set;

/** What a container is told that asks for a name. */
public sealed interface NameAnswer {
    /** It is found at these addresses, one or more. */
    record Addresses(Set<String> addresses) implements NameAnswer {
        /** Copies the addresses. */
        public Addresses {
            addresses = Set.copyOf(addresses);
        }
    }

    /**
     * None of its networks knows the name: others are to be asked.
     *
     * @param servers addresses of the container's own name servers; empty where it asks those of the cluster
     */
    record Elsewhere(List<String> servers) implements NameAnswer {
        /** Copies the addresses. */
        public Elsewhere {
            servers = List.copyOf(servers);
        }
    }
}
