package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import io.d2k.domain.container.Created;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of requests that are slightly, or altogether, broken: each is answered with a status that blames the client,
 * or its connection is closed, in bounded time, and nothing is left behind.
 */
class MalformedRequestsTest {
    private static final int ROUNDS = 1000;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    @SuppressWarnings("StringConcatToTextBlock") // lines end with CRLF here
    private static final List<String> REQUESTS = List.of(
            "GET /_ping HTTP/1.1\r\nHost: d2k\r\n\r\n",
            "HEAD /_ping HTTP/1.1\r\nHost: d2k\r\nUser-Agent: x\r\n\r\n",
            "POST /v1.45/containers/create?name=box&platform= HTTP/1.1\r\nHost: d2k\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 37\r\n\r\n{\"Image\":\"busybox\",\"Cmd\":[\"true\",\"a\"]}",
            "POST /containers/create HTTP/1.1\r\nHost: d2k\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n9\r\n{\"Image\":\r\n7\r\n\"busy\"}\r\n0\r\n\r\n",
            "POST /containers/box/start?detachKeys=ctrl-p HTTP/1.1\r\nHost: d2k\r\nContent-Length: 0\r\n\r\n",
            "POST /build?t=a HTTP/1.1\r\nHost: d2k\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "GET /containers/box/changes HTTP/1.1\r\nHost: d2k\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");

    private static final List<String> INSERTS = List.of(
            "\r\n",
            "\n",
            "\r",
            "\0",
            " ",
            "  ",
            "\t",
            ":",
            "%",
            "%zz",
            "%00",
            "%2f",
            "?",
            "#",
            "/../",
            "//",
            "\"",
            "{",
            "}",
            "[",
            "\\u0000",
            "Content-Length: 5\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip\r\n",
            "Expect: 100-continue\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Upgrade: h2c\r\n",
            "Connection: close\r\n",
            "Host: a.b\r\n",
            "\u00ff\u00fe",
            "-1",
            "0x",
            "ffffffff\r\n",
            "HTTP/1.1",
            "HTTP/2.0",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private final TestServer server = new TestServer(HttpSettings.of("127.0.0.1", 0)
            .withLimits(new HttpSettings.Limits(8192, 16384, 100_000))
            .withTimeouts(new HttpSettings.Timeouts(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1))));

    MalformedRequestsTest() {
        when(server.containers.create(any())).thenReturn(new Created("ab", List.of()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void areTheClientsFault(long seed) throws Exception {
        var random = new Random(seed);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> faults = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                byte[] request = broken(random);
                Callable<String> exchange = () -> fault(request);
                faults.add(clients.submit(exchange));
                if (faults.size() % 16 == 0) {
                    faults.get(faults.size() - 1).get();
                }
            }
            for (Future<String> fault : faults) {
                assertEquals("", fault.get());
            }
        }
        assertEquals(200, server.send("GET", "/_ping").status());
        assertEquals(0, server.api.openStreams());
        assertTrue(
                server.outcomes.stream().noneMatch(o -> o.status() == 500),
                () -> server.outcomes.stream()
                        .filter(o -> o.status() == 500)
                        .toList()
                        .toString());
    }

    /** A request that fails in no route's hands, only in Helidon's. */
    @Test
    void headIsNeverAnsweredWithABody() throws IOException {
        for (String rest : List.of(
                "/_ping HTTP/1.1\r\nno colon\r\n\r\n",
                "/nope HTTP/1.0\r\n\r\n",
                "/nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "/_ping HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(17000) + "\r\n\r\n")) {
            String answer = talk(("HEAD " + rest).getBytes(StandardCharsets.ISO_8859_1));
            assertTrue(answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.0 4"), answer);
            assertTrue(answer.endsWith("\r\n\r\n"), answer);
        }
    }

    private static byte[] broken(Random random) {
        String text = REQUESTS.get(random.nextInt(REQUESTS.size()));
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length() + 1);
            text = switch (random.nextInt(5)) {
                case 0 -> text.substring(0, at);
                case 1 -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(at);
                case 2 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(8)));
                case 3 -> text.substring(0, at) + "A".repeat(random.nextInt(20_000)) + text.substring(at);
                default -> text.substring(0, at) + INSERTS.get(random.nextInt(INSERTS.size())) + text.substring(at);
            };
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String fault(byte[] request) {
        try {
            Matcher m = STATUS.matcher(talk(request));
            while (m.find()) {
                int status = Integer.parseInt(m.group(1));
                if (status >= 500 && status != 501) {
                    return status + " for " + new String(request, StandardCharsets.ISO_8859_1);
                }
            }
            return "";
        } catch (SocketException e) { // closed while the request was still being sent
            return "";
        } catch (IOException e) {
            return e + " for " + new String(request, StandardCharsets.ISO_8859_1);
        }
    }

    /** Sends bytes, ends the sending side, and reads all there is. */
    private String talk(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            var answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
