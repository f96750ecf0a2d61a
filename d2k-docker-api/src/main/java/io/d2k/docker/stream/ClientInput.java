package io.d2k.docker.stream;

import java.util.Optional;

/** What a client sends on a hijacked connection. */
@FunctionalInterface
interface ClientInput {
    /**
     * Waits for some bytes.
     *
     * @return nothing at the end of the client's input
     * @throws RuntimeException when the connection breaks
     */
    Optional<byte[]> read();
}
