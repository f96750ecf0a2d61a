package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerLog;
import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.WaitCondition;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.event.EngineEvent;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.in.Events;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;

class StreamsTest {
    /** How long requests may go on that are no streams. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final TestServer server = new TestServer(HttpSettings.of("127.0.0.1", 0)
            .withTimeouts(new HttpSettings.Timeouts(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    GRACE)));

    @AfterEach
    void stop() {
        server.close();
    }

    /** A wait that a test decides. */
    private static final class FakeWait implements PendingWait {
        final CountDownLatch closed = new CountDownLatch(1);
        final LinkedBlockingQueue<Result> result = new LinkedBlockingQueue<>();

        @Override
        public Result await() throws InterruptedException {
            return result.take();
        }

        @Override
        public void close() {
            closed.countDown();
            result.add(new Result(-1, "given up"));
        }
    }

    /** A log or event stream that a test fills. */
    private static final class Source<T> {
        final CountDownLatch closed = new CountDownLatch(1);
        private final LinkedBlockingQueue<Optional<T>> items = new LinkedBlockingQueue<>();

        Source<T> add(T item) {
            items.add(Optional.of(item));
            return this;
        }

        Source<T> end() {
            items.add(Optional.empty());
            return this;
        }

        Optional<T> next() throws InterruptedException {
            return items.take();
        }

        void close() {
            closed.countDown();
            end();
        }
    }

    private static ContainerLog log(boolean tty, Source<LogLine> source) {
        return new ContainerLog(tty, Map.of("app", "shop"), new LogReader() {
            @Override
            public Optional<LogLine> next() throws IOException {
                try {
                    return source.next();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public void close() {
                source.close();
            }
        });
    }

    private static Events.EventStream events(Source<EngineEvent> source) {
        return new Events.EventStream() {
            @Override
            public Optional<EngineEvent> next() throws InterruptedException {
                return source.next();
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }

    private static LogLine line(StdStream stream, String text) {
        return new LogLine(stream, Instant.parse("2024-02-03T04:05:06.07Z"), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void waitSendsItsHeadAtOnceAndItsAnswerLater() throws Exception {
        var wait = new FakeWait();
        when(server.containers.await("box", WaitCondition.NEXT_EXIT)).thenReturn(wait);
        try (Wire wire = server.wire()) {
            wire.request("POST", "/v1.45/containers/box/wait?condition=next-exit");
            Wire.Answer head = wire.head();
            assertEquals(200, head.status());
            assertEquals("application/json", head.header("Content-Type"));
            wait.result.add(new PendingWait.Result(137, ""));
            assertEquals("{\"StatusCode\":137}\n", new String(wire.chunk(), StandardCharsets.UTF_8));
            assertEquals(0, wire.chunk().length);
            assertEquals(0, wire.rest().length);
        }
    }

    @Test
    void wrongConditionIsRefusedAndUnknownContainerToo() throws IOException {
        when(server.containers.await(eq("ghost"), any()))
                .thenThrow(EngineException.notFound("No such container: ghost"));
        assertEquals(
                "400 application/json\n{\"message\":\"invalid condition: \\\"x\\\"\"}",
                server.send("POST", "/containers/box/wait?condition=x").text());
        assertEquals(
                "404 application/json\n{\"message\":\"No such container: ghost\"}",
                server.send("POST", "/containers/ghost/wait").text());
    }

    @Test
    void clientsThatGoAwayEndTheirWaits() throws Exception {
        var waits = new ArrayList<FakeWait>();
        var wires = new ArrayList<Wire>();
        when(server.containers.await(any(), any())).thenAnswer(call -> {
            var wait = new FakeWait();
            synchronized (waits) {
                waits.add(wait);
            }
            return wait;
        });
        for (int i = 0; i < 200; i++) {
            Wire wire = server.wire();
            wire.request("POST", "/containers/box/wait");
            wire.head();
            wires.add(wire);
        }
        assertEquals(200, server.api.openStreams());
        for (int i = 0; i < 200; i++) {
            if (i % 2 == 0) {
                wires.get(i).close();
            } else {
                wires.get(i).reset();
            }
        }
        for (FakeWait wait : waits) {
            assertTrue(wait.closed.await(60, TimeUnit.SECONDS));
        }
        Instant limit = Instant.now().plusSeconds(60);
        while (server.api.openStreams() > 0 && Instant.now().isBefore(limit)) {
            Thread.sleep(10);
        }
        assertEquals(0, server.api.openStreams());
        assertNoThreadsOf("client-watch", limit);
    }

    /** Virtual threads show up in a thread dump alone. */
    private static void assertNoThreadsOf(String name, Instant limit) throws Exception {
        String dump;
        do {
            Thread.sleep(50);
            var file = java.nio.file.Files.createTempFile("threads", ".json");
            java.nio.file.Files.delete(file);
            java.lang.management.ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
            dump = java.nio.file.Files.readString(file);
            java.nio.file.Files.delete(file);
        } while (dump.contains(name) && Instant.now().isBefore(limit));
        assertFalse(dump.contains(name), "threads left: " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1.45, false, application/vnd.docker.multiplexed-stream",
        "/v1.41, false, application/vnd.docker.raw-stream",
        "/v1.45, true, application/vnd.docker.raw-stream"
    })
    void logsHaveTheTypeOfTheirFraming(String version, boolean tty, String type) throws Exception {
        var source = new Source<LogLine>();
        source.add(line(StdStream.STDOUT, "out\n"))
                .add(line(StdStream.STDERR, "error\n"))
                .end();
        when(server.containers.logs(eq("box"), any())).thenReturn(log(tty, source));

        Wire.Answer answer = server.send("GET", version + "/containers/box/logs?stdout=1&stderr=1");

        assertEquals(type, answer.header("Content-Type"));
        assertEquals(tty ? "out\nerror\n" : "\1\0\0\0\0\0\0\4out\n\2\0\0\0\0\0\0\6error\n", answer.body());
        assertTrue(source.closed.await(60, TimeUnit.SECONDS), "after the last byte of the answer");
    }

    @Test
    void aClientOfOldHttpReadsTheLogUntilTheConnectionEnds() throws IOException {
        var source = new Source<LogLine>();
        source.add(line(StdStream.STDOUT, "one\n"))
                .add(line(StdStream.STDOUT, "two\n"))
                .end();
        when(server.containers.logs(eq("box"), any())).thenReturn(log(true, source));
        try (Wire wire = server.wire()) {
            wire.write("GET /containers/box/logs?stdout=1 HTTP/1.0\r\n\r\n");
            assertEquals("", wire.head().header("Transfer-Encoding"));
            assertEquals("one\ntwo\n", new String(wire.rest(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void logsPassOnWhatWasAsked() throws IOException {
        var captor = ArgumentCaptor.forClass(LogQuery.class);
        when(server.containers.logs(eq("box"), captor.capture()))
                .thenAnswer(call -> log(true, new Source<LogLine>().end()));

        server.send("GET", "/containers/box/logs?stdout=1&tail=5&since=1700000000.5&until=1700000001");
        server.send("GET", "/containers/box/logs?stderr=1&tail=all&until=0");
        server.send("GET", "/containers/box/logs?stderr=1&tail=-1&follow=1");

        assertEquals(
                List.of(
                        new LogQuery(
                                true,
                                false,
                                false,
                                Optional.of(Instant.ofEpochSecond(1700000000, 500_000_000)),
                                Optional.of(Instant.ofEpochSecond(1700000001)),
                                OptionalInt.of(5)),
                        new LogQuery(false, true, false, Optional.empty(), Optional.empty(), OptionalInt.empty()),
                        new LogQuery(false, true, true, Optional.empty(), Optional.empty(), OptionalInt.empty())),
                captor.getAllValues());
    }

    @Test
    void followedLogSendsItsHeadAtOnceAndEachLineAsItComes() throws Exception {
        var source = new Source<LogLine>();
        when(server.containers.logs(eq("box"), any())).thenReturn(log(false, source));
        try (Wire wire = server.wire()) {
            wire.request("GET", "/containers/box/logs?stdout=1&follow=1&timestamps=1");
            assertEquals("chunked", wire.head().header("Transfer-Encoding"));
            source.add(line(StdStream.STDOUT, "a\n"));
            byte[] frame = wire.chunk();
            assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 33}, java.util.Arrays.copyOf(frame, 8));
            assertEquals(
                    "2024-02-03T04:05:06.070000000Z a\n",
                    new String(frame, 8, frame.length - 8, StandardCharsets.UTF_8));
            source.add(line(StdStream.STDERR, "b")).end();
            assertEquals(2, wire.chunk()[0]);
            assertEquals(0, wire.chunk().length);
            assertEquals(0, wire.rest().length);
        }
    }

    @Test
    void clientThatGoesAwayEndsItsLog() throws Exception {
        var source = new Source<LogLine>();
        when(server.containers.logs(eq("box"), any())).thenReturn(log(false, source));
        try (Wire wire = server.wire()) {
            wire.request("GET", "/containers/box/logs?stdout=1&follow=1");
            wire.head();
        }
        assertTrue(source.closed.await(60, TimeUnit.SECONDS));
    }

    @Test
    void logsOfUnknownContainersAreNotFound() throws IOException {
        when(server.containers.logs(eq("ghost"), any()))
                .thenThrow(EngineException.notFound("No such container: ghost"));
        assertEquals(
                "404 application/json\n{\"message\":\"No such container: ghost\"}",
                server.send("GET", "/v1.45/containers/ghost/logs?stdout=1").text());
        assertEquals(
                "404 application/json\n{\"message\":\"No such container: ghost\"}",
                server.send("GET", "/v1.45/containers/ghost/logs?stdout=1&follow=1")
                        .text());
    }

    @Test
    void eventsComeLineByLine() throws Exception {
        var source = new Source<EngineEvent>();
        Instant since = Instant.ofEpochSecond(10);
        when(server.events.open(
                        Optional.of(since), Optional.empty(), new Filters(Map.of("type", List.of("container")))))
                .thenReturn(events(source));
        try (Wire wire = server.wire()) {
            wire.request("GET", "/events?since=10&filters=%7B%22type%22%3A%5B%22container%22%5D%7D");
            assertEquals("application/json", wire.head().header("Content-Type"));
            source.add(new EngineEvent("container", "start", "ab", Map.of("name", "box"), since));
            String line = new String(wire.chunk(), StandardCharsets.UTF_8);
            assertTrue(line.contains("\"Action\":\"start\"") && line.endsWith("}\n"), line);
            source.end();
            assertEquals(0, wire.chunk().length);
        }
        assertTrue(source.closed.await(60, TimeUnit.SECONDS));
    }

    /** Go's {@code httputil.ClientConn} gives a stream up whose head says that the connection ends with it. */
    @ParameterizedTest
    @CsvSource({"/events, ''", "/events?until=20, close"})
    void onlyAStreamThatEndsSaysThatItsConnectionDoes(String path, String connection) throws Exception {
        var source = new Source<EngineEvent>();
        when(server.events.open(any(), any(), any())).thenReturn(events(source));
        try (Wire wire = server.wire()) {
            wire.request("GET", path);
            assertEquals(connection, wire.head().header("Connection"));
            source.end();
            assertEquals(0, wire.chunk().length);
        }
    }

    @Test
    void stoppingTheServerEndsStreams() throws Exception {
        var source = new Source<EngineEvent>();
        when(server.events.open(any(), any(), any())).thenReturn(events(source));
        var wait = new FakeWait();
        when(server.containers.await(any(), any())).thenReturn(wait);
        try (Wire one = server.wire();
                Wire two = server.wire()) {
            one.request("GET", "/events");
            two.request("POST", "/containers/box/wait");
            one.head();
            two.head();
            Thread stopping = Thread.ofVirtual().start(server::close);
            assertTrue(stopping.join(GRACE.dividedBy(2)), "without waiting for them");
            assertEquals(0, one.chunk().length);
            assertTrue(new String(two.chunk(), StandardCharsets.UTF_8).contains("given up"));
        }
        verify(server.events).open(any(), any(), any());
    }
}
