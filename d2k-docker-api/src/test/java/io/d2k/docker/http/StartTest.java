package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import io.d2k.domain.error.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that come before the state of the cluster is known. */
@Timeout(180)
class StartTest extends ApiCase {
    private final CountDownLatch known = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);

    private void untilKnown() {
        when(server.system.awaitReady(any())).thenAnswer(call -> {
            Duration atMost = call.getArgument(0);
            if (atMost.isZero()) {
                return known.getCount() == 0;
            }
            asked.countDown();
            try {
                return known.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // as the port says
                return false;
            }
        });
        when(server.volumes.list(any())).thenReturn(List.of());
    }

    @Test
    void aRequestWaitsForTheStateThatItNeeds() throws Exception {
        untilKnown();
        try (Wire wire = server.wire()) {
            wire.request("GET", "/volumes");
            asked.await();
            known.countDown();

            assertEquals(200, wire.answer(false).status());
        }
    }

    @Test
    void aServerThatEndsDoesNotWaitForThem() throws Exception {
        untilKnown();
        try (Wire wire = server.wire()) {
            wire.request("GET", "/volumes");
            asked.await();
            server.api.endStreams();

            assertEquals(
                    message(503, "the server is shutting down"),
                    wire.answer(false).text());
        }
    }

    @Test
    void whatTakesTooLongIsRefused() throws IOException {
        when(server.system.awaitReady(any())).thenReturn(false);
        when(server.volumes.list(any())).thenThrow(EngineException.unavailable("not yet"));

        assertEquals(message(503, "not yet"), text("GET", "/volumes"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /_ping, 200",
        "HEAD, /_ping, 200",
        "OPTIONS, /volumes, 200",
        "GET, /plugins, 200",
        "POST, /build/prune, 200",
        "GET, /swarm, 503",
        "POST, /build, 501",
        "GET, /nope, 404",
        "GET, /v1.99/volumes, 400"
    })
    void whatNeedsNoneIsAnsweredAtOnce(String method, String path, int status) throws IOException {
        untilKnown();

        assertEquals(status, server.send(method, path).status());
        assertEquals(1, asked.getCount());
    }
}
