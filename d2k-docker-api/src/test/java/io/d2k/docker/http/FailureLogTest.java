package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the log tells of requests that fail. */
class FailureLogTest {
    private static final Logger LOG = Logger.getLogger(Dispatcher.class.getName());

    private final TestServer server = new TestServer();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            String words = entry.getMessage().replaceAll("request \\d+", "request N");
            lines.add(words + (entry.getThrown() == null ? "" : " with trace"));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.setUseParentHandlers(false);
        LOG.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(handler);
        LOG.setUseParentHandlers(true);
        server.close();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(EngineException.internal("denied\nforged line"), "request N failed: denied forged line"),
                Arguments.of(
                        new EngineException(ErrorKind.INTERNAL, "unreadable", new IOException("why")),
                        "request N failed with trace"),
                Arguments.of(new IllegalStateException("a bug"), "request N failed with trace"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void wordsAreALineAndFaultsHaveATrace(RuntimeException failure, String line) throws IOException {
        doThrow(failure).when(server.registries).login(any());
        assertEquals(
                500,
                server.send("POST", "/auth", "Content-Type: application/json", "@{}")
                        .status());
        assertEquals(List.of(line), lines);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void theFaultsOfClientsAreNotLogged(EngineException refusal, int status) throws IOException {
        doThrow(refusal).when(server.registries).login(any());
        assertEquals(
                status,
                server.send("POST", "/auth", "Content-Type: application/json", "@{}")
                        .status());
        assertEquals(List.of(), lines);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(EngineException.notFound("none"), 404),
                Arguments.of(new EngineException(ErrorKind.UNAUTHORIZED, "no"), 401));
    }
}
