package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ProcessState;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.out.PodLogs.Request;
import io.d2k.k8s.client.KubernetesClients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs read through the log API. */
@Timeout(180)
class ApiLogsTest {
    private static final Request FOLLOW = new Request(true, Optional.empty(), OptionalInt.empty(), false);

    private static String line(int second, String text) {
        return String.format("2026-01-01T00:00:%02d.000000001Z %s%n", second, text);
    }

    private static String next(LogReader reader) throws IOException {
        return reader.next().map(ApiLogsTest::show).orElse("END");
    }

    private static String show(LogLine line) {
        return line.stream().number() + new String(line.bytes(), StandardCharsets.ISO_8859_1);
    }

    private static String all(LogReader reader) throws IOException {
        var text = new StringBuilder();
        try (reader) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                text.append(show(line.get()));
            }
        }
        return text.toString();
    }

    private static boolean log(FakeApi.Exchange exchange) {
        return exchange.path().endsWith("/log");
    }

    @Test
    void goesOnWhereAFollowBrokeOff() throws IOException {
        var follows = new AtomicInteger();
        String first = line(1, "a") + line(2, "b") + line(2, "b");
        FakeApi.Handler handler = exchange -> {
            if (!log(exchange)) {
                exchange.refuse(403, "Forbidden", "no");
            } else if (!exchange.has("follow", "true")) {
                exchange.answer(200, first);
            } else if (follows.incrementAndGet() == 1) {
                exchange.stream();
                exchange.chunk(line(2, "b")
                        + line(2, "b")
                        + line(3, "c")
                        + line(4, "incomplete").substring(0, 33));
            } else if (follows.get() == 2) {
                // An API server that has just begun does not know yet who may do what.
                exchange.refuse(403, "Forbidden", "no");
            } else {
                assertTrue(exchange.has("sinceTime", "2026-01-01T00:00:03Z"));
                exchange.stream();
                exchange.chunk(line(3, "c") + line(4, "incomplete") + line(5, "e"));
                exchange.endStream();
            }
        };
        try (var api = new FakeApi(handler);
                KubernetesClients clients = api.clients();
                LogReader reader = new KubernetesPodLogs(clients).open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
            for (String expected : new String[] {"a", "b", "b", "c", "incomplete", "e"}) {
                assertEquals("1" + expected + "\n", next(reader));
            }
        }
    }

    /** A part of a test. */
    @FunctionalInterface
    private interface Part {
        void with(LogReader reader) throws IOException;
    }

    /** Goes on with a log that is followed, of which two lines have come. */
    private static void whileFollowed(FakeNode node, Part rest) throws IOException {
        node.filesRefused(403).log(line(1, "a"));
        try (var api = new FakeApi(node);
                KubernetesClients clients = api.clients();
                LogReader reader = new KubernetesPodLogs(clients).open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
            assertEquals("1a\n", next(reader));
            node.follows.add(line(2, "b"));
            assertEquals("1b\n", next(reader));
            rest.with(reader);
        }
    }

    @Test
    void endsWithTheProcess() throws IOException {
        var node = new FakeNode();
        whileFollowed(node, reader -> {
            // The rest, which the follow never delivers, is read after the pod says that it is over.
            node.log(line(1, "a") + line(2, "b") + line(3, "c") + line(4, "end").strip());
            node.podState("terminated", 0);
            assertEquals("1c\n", next(reader));
            assertEquals("1end", next(reader));
            assertEquals("END", next(reader));
        });
    }

    /** As a follow does whose kubelet went away, and came back after the end of the process. */
    @Test
    void followThatEndsInGoodOrderBeforeTheLogDoesLosesNothing() throws IOException {
        var node = new FakeNode();
        whileFollowed(node, reader -> {
            node.log(line(1, "a") + line(2, "b") + line(3, "c")).podStateUnheard("terminated", 0);
            node.follows.add(FakeNode.END);
            assertEquals("1c\n", next(reader));
            assertEquals("END", next(reader));
        });
    }

    @Test
    void followsOnlyWhatComes() throws IOException {
        var node = new FakeNode().filesRefused(403).log(line(1, "a") + line(2, "b"));
        var request = new Request(true, Optional.empty(), OptionalInt.of(0), false);
        try (var api = new FakeApi(node);
                KubernetesClients clients = api.clients();
                LogReader reader = new KubernetesPodLogs(clients).open(Pods.pod(Pods.RUNNING, 0), request)) {
            node.follows.add(line(3, "c"));
            // The fake answers more than the last line, and so does a node that is asked for whole seconds.
            assertTrue(next(reader).startsWith("1"));
        }
    }

    @Test
    void saysThatThereIsNoLogYet() throws IOException {
        FakeApi.Handler handler = exchange -> {
            if (log(exchange)) {
                exchange.refuse(400, "BadRequest", "container main in pod web is waiting to start: ContainerCreating");
            } else {
                exchange.refuse(404, "NotFound", "");
            }
        };
        try (var api = new FakeApi(handler);
                KubernetesClients clients = api.clients()) {
            var logs = new KubernetesPodLogs(clients);
            assertThrows(
                    LogNotReadyException.class,
                    () -> logs.open(Pods.pod(ProcessState.unknown(), 0), FOLLOW).close());
        }
    }

    @Test
    void aComplaintIsNoLog() throws IOException {
        var node = new FakeNode().filesRefused(403).log("unable to retrieve container logs for containerd://1");
        try (var api = new FakeApi(node);
                KubernetesClients clients = api.clients()) {
            var logs = new KubernetesPodLogs(clients);
            assertThrows(
                    LogUnreadableException.class,
                    () -> logs.open(Pods.pod(Pods.ENDED, 0), Request.ALL).close());
        }
    }

    /** Plays a server that gives out each stream by itself; the process ends where a follow of it ends. */
    private static FakeApi splitting(
            String out, String err, BlockingQueue<String> outFollow, BlockingQueue<String> errFollow)
            throws IOException {
        var state = new AtomicReference<>("running");
        return new FakeApi(exchange -> {
            if (exchange.has("watch", "true")) {
                exchange.refuse(403, "Forbidden", "no");
            } else if (!log(exchange)) {
                exchange.answer(200, Pods.json(state.get(), 0));
            } else if (exchange.has("stream", "none")) {
                exchange.refuse(
                        422,
                        "Invalid",
                        "PodLogOptions is invalid: stream: Unsupported value: none: supported values: All, Stderr,"
                                + " Stdout");
            } else {
                boolean error = exchange.has("stream", "Stderr");
                if (!exchange.has("follow", "true")) {
                    exchange.answer(200, error ? err : out);
                    return;
                }
                exchange.stream();
                exchange.chunk(error ? err : out);
                for (String next = (error ? errFollow : outFollow).take();
                        !next.isEmpty();
                        next = (error ? errFollow : outFollow).take()) {
                    exchange.chunk(next);
                }
                state.set("terminated");
                exchange.endStream();
            }
        });
    }

    @Test
    void mergesStreamsByTime() throws IOException {
        BlockingQueue<String> out = new LinkedBlockingQueue<>();
        BlockingQueue<String> err = new LinkedBlockingQueue<>();
        try (var api = splitting(line(1, "a") + line(4, "d"), line(2, "b") + line(3, "c") + line(5, "e"), out, err);
                KubernetesClients clients = api.clients()) {
            var logs = new KubernetesPodLogs(clients);
            assertEquals("1a\n2b\n2c\n1d\n2e\n", all(logs.open(Pods.pod(Pods.ENDED, 0), Request.ALL)));
            try (LogReader reader = logs.open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
                for (String expected : new String[] {"1a\n", "2b\n", "2c\n", "1d\n", "2e\n"}) {
                    assertEquals(expected, next(reader));
                }
                err.add(line(6, "f"));
                assertEquals("2f\n", next(reader));
                out.add(line(7, "g"));
                assertEquals("1g\n", next(reader));
                out.add("");
                err.add("");
                assertEquals("END", next(reader));
            }
            assertEquals(
                    1,
                    api.requests().stream()
                            .filter(r -> r.contains("stream=none"))
                            .count());
        }
    }

    @Test
    void aNodeThatIgnoresTheStreamGivesEachLineOnce() throws IOException {
        BlockingQueue<String> both = new LinkedBlockingQueue<>();
        String text = line(1, "a") + line(2, "b");
        try (var api = splitting(text, text, both, both);
                KubernetesClients clients = api.clients()) {
            var logs = new KubernetesPodLogs(clients);
            assertEquals("1a\n1b\n", all(logs.open(Pods.pod(Pods.ENDED, 0), Request.ALL)));
            assertEquals("1a\n1b\n", all(logs.open(Pods.pod(Pods.ENDED, 0), Request.ALL)));
            assertFalse(api.requests().getLast().contains("stream="));
        }
    }

    @Test
    void followedLinesThatComeTwiceAreGivenOnce() throws Exception {
        BlockingQueue<String> out = new LinkedBlockingQueue<>();
        BlockingQueue<String> err = new LinkedBlockingQueue<>();
        try (var api = splitting("", "", out, err);
                KubernetesClients clients = api.clients();
                LogReader reader = new KubernetesPodLogs(clients).open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
            for (String text : new String[] {"a", "b", "c"}) {
                out.add(line(1, text));
                assertEquals("1" + text + "\n", next(reader));
                err.add(line(1, text));
            }
            Thread.sleep(200);
            out.add(line(2, "d"));
            assertEquals("1d\n", next(reader));
        }
    }
}
