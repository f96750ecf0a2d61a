package io.d2k.domain.port.in;

import io.d2k.domain.network.NameAnswer;
import java.util.Optional;

/** What containers ask a name server. Answers come from memory and cost no request to the cluster. */
public interface NameLookups {
    /**
     * Looks a name up as a container sees it. Who asks in the first moments of its life is waited for, for a bounded time.
     *
     * @param from whose question it is
     * @param name in small letters, without a dot at its end
     */
    NameAnswer lookup(Asker from, String name);

    /** Returns the name of what is at an address, {@code NAME.NETWORK}, as a container sees it. */
    Optional<String> nameOf(Asker from, String address);

    /**
     * Who asks.
     *
     * @param address where the question came from
     * @param domain the begin of the ID of the container or service in whose own domain the name is searched, where it is
     */
    record Asker(String address, Optional<String> domain) {}
}
