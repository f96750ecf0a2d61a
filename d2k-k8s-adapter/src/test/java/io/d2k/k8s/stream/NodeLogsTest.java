package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.out.PodLogs.Request;
import io.d2k.k8s.client.KubernetesClients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs read from the node's files. */
@Timeout(180)
class NodeLogsTest {
    private static final Request PREVIOUS = new Request(true, Optional.empty(), OptionalInt.empty(), true);
    private static final Request FOLLOW = new Request(true, Optional.empty(), OptionalInt.empty(), false);

    private final FakeNode node = new FakeNode();
    private FakeApi api;
    private KubernetesClients clients;
    private KubernetesPodLogs logs;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi(node);
        clients = api.clients();
        logs = new KubernetesPodLogs(clients);
    }

    @AfterEach
    void stop() throws IOException {
        clients.close();
        api.close();
    }

    private static String record(int second, String stream, String tag, String text) {
        return String.format(
                "2026-01-01T00:%02d:%02d.123456789Z %s %s %s%n", second / 60, second % 60, stream, tag, text);
    }

    private static String lines(int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(record(i % 3600, "stdout", "F", "line " + i));
        }
        return text.toString();
    }

    private static String show(LogLine line) {
        return line.stream().number() + new String(line.bytes(), StandardCharsets.ISO_8859_1);
    }

    private static String next(LogReader reader) throws IOException {
        return reader.next().map(NodeLogsTest::show).orElse("END");
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

    private static Request tail(int lines) {
        return new Request(false, Optional.empty(), OptionalInt.of(lines), false);
    }

    private static CompletableFuture<String> nextInBackground(LogReader reader) {
        var line = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try {
                line.complete(next(reader));
            } catch (IOException e) {
                line.completeExceptionally(e);
            }
        });
        return line;
    }

    @Test
    void tellsStreamsAndTimesApartAndPutsPartsTogether() throws IOException {
        node.file(
                "0.log",
                record(1, "stdout", "F", "out")
                        + record(2, "stderr", "F", "err")
                        + record(3, "stdout", "P", "part")
                        + record(4, "stdout", "F", "\u00ff\u0001\r")
                        + record(5, "stdout", "F", "")
                        + record(6, "stdout", "P", "end")
                        + record(7, "stderr", "P", ""));
        try (LogReader reader = logs.open(Pods.pod(Pods.ENDED, 0), Request.ALL)) {
            LogLine first = reader.next().orElseThrow();
            assertEquals("1out\n", show(first));
            assertEquals(Instant.parse("2026-01-01T00:00:01.123456789Z"), first.time());
            assertEquals("2err\n", next(reader));
            assertEquals("1part\u00ff\u0001\r\n", next(reader));
            assertEquals("1\n", next(reader));
            assertEquals("1end", next(reader));
            assertEquals("END", next(reader));
        }
    }

    @Test
    void readsRotatedFilesFirst() throws IOException {
        node.file("0.log", lines(0, 10)).rotate("0.log", "0.log.20260101-000000", true);
        node.append("0.log", lines(10, 20)).rotate("0.log", "0.log.20260101-000010", false);
        node.append("0.log", lines(20, 30));
        assertEquals(all(30), all(logs.open(Pods.pod(Pods.ENDED, 0), Request.ALL)));
    }

    private static String all(int to) {
        var text = new StringBuilder();
        for (int i = 0; i < to; i++) {
            text.append("1line ").append(i).append('\n');
        }
        return text.toString();
    }

    @Test
    void readsOnlyTheEndWhereThatIsEnough() throws IOException {
        node.file("0.log", lines(0, 20_000));
        String text = all(logs.open(Pods.pod(Pods.ENDED, 0), tail(5)));
        assertTrue(text.endsWith("1line 19998\n1line 19999\n"));
        assertTrue(text.length() < 40_000, () -> "read " + text.length());
        String more = all(logs.open(Pods.pod(Pods.ENDED, 0), tail(3_000)));
        assertTrue(more.startsWith("1line 1") && more.contains("1line 17000\n"));
        var since = new Request(false, Optional.of(Instant.parse("2026-01-01T00:33:00Z")), OptionalInt.empty(), false);
        node.file("0.log", lines(0, 3_000));
        String later = all(logs.open(Pods.pod(Pods.ENDED, 0), since));
        assertTrue(later.contains("1line 1980\n") && !later.contains("1line 10\n"));
    }

    @Test
    void looksForTheTailInRotatedFiles() throws IOException {
        node.file("0.log", lines(0, 10)).rotate("0.log", "0.log.20260101-000000", true);
        node.append("0.log", lines(10, 20)).rotate("0.log", "0.log.20260101-000010", true);
        node.append("0.log", lines(20, 22));
        String text = all(logs.open(Pods.pod(Pods.ENDED, 0), tail(5)));
        assertTrue(text.startsWith("1line 10\n") && text.endsWith("1line 21\n"), text);
        assertEquals("", all(logs.open(Pods.pod(Pods.ENDED, 0), tail(0))));
    }

    @Test
    void followsUntilThePodSaysThatTheProcessHasEnded() throws IOException {
        node.file("0.log", lines(0, 1)).log("x\n");
        try (LogReader reader = logs.open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
            assertEquals("1line 0\n", next(reader));
            for (int i = 1; i < 5; i++) {
                node.append("0.log", lines(i, i + 1));
                node.follows.add("x\n");
                assertEquals("1line " + i + "\n", next(reader));
            }
            node.append("0.log", lines(5, 6) + record(6, "stderr", "P", "end"));
            node.podState("terminated", 0);
            assertEquals("1line 5\n", next(reader));
            assertEquals("2end", next(reader));
            assertEquals("END", next(reader));
        }
    }

    @Test
    void followsOnlyWhatComes() throws IOException {
        node.file("0.log", lines(0, 100)).log("x\n");
        var request = new Request(true, Optional.empty(), OptionalInt.of(0), false);
        try (LogReader reader = logs.open(Pods.pod(Pods.RUNNING, 0), request)) {
            node.append("0.log", lines(100, 101));
            node.follows.add("x\n");
            assertEquals("1line 100\n", next(reader));
        }
    }

    @Test
    void followsOverARotation() throws IOException {
        node.file("0.log", lines(0, 3)).log("x\n");
        try (LogReader reader = logs.open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
            for (int i = 0; i < 3; i++) {
                assertEquals("1line " + i + "\n", next(reader));
            }
            // Unseen: the end of one file, all of another, and the begin of a third that is longer than the first was.
            node.append("0.log", lines(3, 5)).rotate("0.log", "0.log.20260101-000000", true);
            node.append("0.log", lines(5, 7)).rotate("0.log", "0.log.20260101-000010", false);
            node.append("0.log", lines(7, 17));
            node.follows.add("x\n");
            for (int i = 3; i < 17; i++) {
                assertEquals("1line " + i + "\n", next(reader));
            }
            node.append("0.log", lines(17, 18));
            node.podState("terminated", 0);
            assertEquals("1line 17\n", next(reader));
            assertEquals("END", next(reader));
        }
    }

    @Test
    void goesOnWithWhatIsLeftWhereAFileWasDeletedUnread() throws IOException {
        node.file("0.log", lines(0, 2)).log("x\n");
        try (LogReader reader = logs.open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
            assertEquals("1line 0\n", next(reader));
            assertEquals("1line 1\n", next(reader));
            node.rotate("0.log", "0.log.20260101-000000", false).delete("0.log.20260101-000000");
            node.append("0.log", lines(4, 5));
            node.follows.add("x\n");
            assertEquals("1line 4\n", next(reader));
        }
    }

    @Test
    void survivesTheLossOfConnections() throws IOException {
        node.file("0.log", lines(0, 1)).log("x\n");
        try (LogReader reader = logs.open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
            assertEquals("1line 0\n", next(reader));
            api.cut();
            node.append("0.log", lines(1, 2));
            assertEquals("1line 1\n", next(reader));
            node.follows.add(FakeNode.BREAK);
            node.append("0.log", lines(2, 3));
            assertEquals("1line 2\n", next(reader));
            // In good order, though the process runs: the kubelet was restarted.
            node.follows.add(FakeNode.END);
            node.append("0.log", lines(3, 4));
            assertEquals("1line 3\n", next(reader));
        }
    }

    @Test
    void followsOnWhereTheKubeletCannotFollow() throws Exception {
        node.file("0.log", lines(0, 1)).log("x\n");
        try (LogReader reader = logs.open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
            assertEquals("1line 0\n", next(reader));
            CompletableFuture<String> line = nextInBackground(reader);
            // A kubelet without inotify instances answers with what there is, and ends.
            for (int i = 0; i < 3; i++) {
                assertTrue(node.follows.tryTransfer(FakeNode.END, 60, TimeUnit.SECONDS), "no further follow");
            }
            node.append("0.log", lines(1, 2));
            assertEquals("1line 1\n", line.get(60, TimeUnit.SECONDS));
            node.podState("terminated", 0);
            assertEquals("END", next(reader));
        }
    }

    @Test
    void theEndOfTheProcessMayBeToldAfterThatOfTheFollows() throws IOException {
        node.file("0.log", lines(0, 1)).log("x\n");
        node.follows.add(FakeNode.END);
        node.follows.add(FakeNode.END);
        try (LogReader reader = logs.open(Pods.pod(Pods.RUNNING, 0), FOLLOW)) {
            assertEquals("1line 0\n", next(reader));
            node.podState("terminated", 0);
            assertEquals("END", next(reader));
        }
    }

    @Test
    void closingEndsTheWait() throws Exception {
        node.file("0.log", lines(0, 1)).log("x\n");
        LogReader reader = logs.open(Pods.pod(Pods.RUNNING, 0), FOLLOW);
        assertEquals("1line 0\n", next(reader));
        CompletableFuture<String> end = nextInBackground(reader);
        Thread.sleep(200);
        reader.close();
        assertEquals("END", end.get(60, TimeUnit.SECONDS));
    }

    @Test
    void readsTheInstanceBefore() throws IOException {
        node.file("0.log", lines(0, 1)).file("1.log", lines(1, 2));
        assertEquals("1line 0\n", all(logs.open(Pods.pod(Pods.RUNNING, 1), PREVIOUS)));
        assertEquals("1line 1\n", all(logs.open(Pods.pod(Pods.ENDED, 1), Request.ALL)));
        node.delete("0.log");
        assertThrows(
                LogUnreadableException.class,
                () -> logs.open(Pods.pod(Pods.RUNNING, 1), PREVIOUS).close());
        assertThrows(
                LogUnreadableException.class,
                () -> logs.open(Pods.pod(Pods.RUNNING, 0), PREVIOUS).close());
    }

    @Test
    void theLogApiHasTheInstanceBeforeWhereANodeKeepsLogsElsewhere() throws IOException {
        node.log("2026-01-01T00:00:00Z from the API\n");
        assertEquals("1from the API\n", all(logs.open(Pods.pod(Pods.RUNNING, 1), PREVIOUS)));
        assertTrue(api.requests().stream().anyMatch(r -> r.contains("previous=true")));
    }

    @Test
    void anotherFormatIsLeftToTheLogApi() throws IOException {
        node.file("0.log", "{\"log\":\"x\\n\"}\n".repeat(20)).log("2026-01-01T00:00:00Z from the API\n");
        assertEquals("1from the API\n", all(logs.open(Pods.pod(Pods.ENDED, 0), Request.ALL)));
    }

    @Test
    void refusalIsRemembered() throws IOException {
        node.filesRefused(403).log("2026-01-01T00:00:00Z from the API\n");
        for (int i = 0; i < 3; i++) {
            assertEquals("1from the API\n", all(logs.open(Pods.pod(Pods.ENDED, 0), Request.ALL)));
        }
        assertEquals(
                1, api.requests().stream().filter(r -> r.contains("/proxy/")).count());
    }
}
