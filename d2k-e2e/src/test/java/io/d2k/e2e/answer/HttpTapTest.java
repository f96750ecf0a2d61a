package io.d2k.e2e.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTapTest {
    private static final String JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private final List<String> seen = new ArrayList<>();
    private final List<Violation> wrong = new ArrayList<>();
    private final HttpTap tap = new HttpTap(
            e -> seen.add(e.method() + " " + e.target() + " " + e.status() + " "
                    + new String(e.body(), StandardCharsets.UTF_8) + (e.complete() ? "" : "...")),
            wrong::add);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void readsMessagesHoweverTheyArrive(int piece) {
        client(
                "GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /HEAD /c HTTP/1.1\r\n\r\n",
                piece);
        server(
                JSON + "Content-Length: 2\r\n\r\n[]"
                        + JSON + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n2;x=y\r\n }\r\n0\r\n\r\n"
                        + JSON + "Content-Length: 100\r\n\r\n",
                piece);

        assertEquals(List.of("GET /a 200 []", "POST /b 200 { }", "HEAD /c 200 "), seen);
        assertEquals(List.of(), wrong);
    }

    @Test
    void tellsWhatHasNoBody() {
        client("POST /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 1000);
        server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n", 1000);

        assertEquals(List.of("POST /a 204 ", "POST /b 304 "), seen);
    }

    @Test
    void readsUntilTheEndWhereNoLengthIsTold() {
        client("GET /a HTTP/1.1\r\n\r\n", 1000);
        server(JSON + "\r\n[1,", 1000);
        server("2]", 1000);
        assertEquals(List.of(), seen);
        tap.serverClosed();

        assertEquals(List.of("GET /a 200 [1,2]"), seen);
    }

    @Test
    void tellsThatAnAnswerWasCutOff() {
        client("GET /events HTTP/1.1\r\n\r\n", 1000);
        server(JSON + "Transfer-Encoding: chunked\r\n\r\n3\r\n{} \r\n", 1000);
        tap.serverClosed();

        assertEquals(List.of("GET /events 200 {} ..."), seen);
    }

    @Test
    void leavesStreamsOfProcessesAlone() {
        client("POST /exec/1/start HTTP/1.1\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}GET no HTTP\r\n\r\n", 1000);
        server("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n\r\nHTTP/9 nonsense\r\n\r\n", 1000);

        assertEquals(List.of("POST /exec/1/start 101 "), seen);
        assertEquals(List.of(), wrong);
    }

    @Test
    void keepsNoBodyThatIsNotJson() {
        client("GET /logs HTTP/1.1\r\n\r\n", 1000);
        server("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc", 1000);

        assertEquals(List.of("GET /logs 200 "), seen);
    }

    @Test
    void aServerThatSpeaksNoHttpIsWrong() {
        client("GET /a HTTP/1.1\r\n\r\n", 1000);
        server("hello\r\n\r\n", 1000);

        assertEquals(1, wrong.size());
    }

    private void client(String text, int piece) {
        pieces(text, piece).forEach(bytes -> tap.fromClient(bytes, bytes.length));
    }

    private void server(String text, int piece) {
        pieces(text, piece).forEach(bytes -> tap.fromServer(bytes, bytes.length));
    }

    private static List<byte[]> pieces(String text, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); at += size) {
            pieces.add(text.substring(at, Math.min(text.length(), at + size)).getBytes(StandardCharsets.ISO_8859_1));
        }
        return pieces;
    }
}
