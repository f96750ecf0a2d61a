package io.d2k.docker.route;

import io.d2k.docker.stream.LiveStreams;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.in.SystemInfo;
import java.time.Duration;

/**
 * Keeps requests that come before the cluster's state is known waiting, where use cases would refuse them: it is read
 * within tenths of a second after a start.
 *
 * @param system knows when it is
 */
record OnceKnown(SystemInfo system) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Returns a handler that waits first; after some seconds it lets the use case say why nothing is known. */
    Handler then(Handler handler) {
        return call -> {
            if (!system.awaitReady(Duration.ZERO)) {
                await(call);
            }
            handler.handle(call);
        };
    }

    private void await(Call call) {
        Thread waiting = Thread.currentThread();
        try (LiveStreams.Entry live = call.transport().streams().add(waiting::interrupt)) {
            system.awaitReady(PATIENCE);
        }
        if (Thread.interrupted()) {
            throw EngineException.unavailable("the server is shutting down");
        }
    }
}
