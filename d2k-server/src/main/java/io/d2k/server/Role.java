package io.d2k.server;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Whether a d2k is alone on its namespace. */
sealed interface Role extends AutoCloseable permits Role.Alone, Replica {
    /** Returns the port that clients use. */
    int port();

    /** Returns whether this d2k serves itself. */
    boolean leads();

    /** Returns why clients are not served at the moment, nothing when they are. */
    Optional<String> trouble();

    /** Completes with the reason when this d2k is to end. */
    CompletableFuture<String> ended();

    @Override
    void close();

    /** The only one. */
    record Alone(Serving serving) implements Role {
        @Override
        public int port() {
            return serving.port();
        }

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        public CompletableFuture<String> ended() {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {
            serving.close();
        }
    }
}
