package io.d2k.docker.http10;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OldAnswerTest {
    private static final class Sent implements DataWriter {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(BufferData... buffers) {
            Arrays.stream(buffers).forEach(this::write);
        }

        @Override
        public void write(BufferData buffer) {
            text.append(new String(buffer.readBytes(), StandardCharsets.ISO_8859_1));
        }

        @Override
        public void writeNow(BufferData... buffers) {
            write(buffers);
        }

        @Override
        public void writeNow(BufferData buffer) {
            write(buffer);
        }
    }

    private static byte[] bytes(String text) {
        return text.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** In pieces of any size: what is written together has nothing to do with where chunks begin. */
    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK~Content-Length: 2~~OK, HTTP/1.0 200 OK~Content-Length: 2~~OK",
        "HTTP/1.1 204 No Content~A: b~~, HTTP/1.0 204 No Content~A: b~~",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~A: b~~3~abc~1~d~0~~, HTTP/1.0 200 OK~A: b~~abcd",
        "HTTP/1.1 200 OK~transfer-encoding: chunked~~3;x=y~a~~1~d~0~T: u~~, HTTP/1.0 200 OK~~a~d",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~13~HTTP/1.1 0123456789~0~~, HTTP/1.0 200 OK~~HTTP/1.1 0123456789",
        "HTTP/1.1 101 UPGRADED~Connection: Upgrade~~3~abc~, HTTP/1.0 101 UPGRADED~Connection: Upgrade~~3~abc~"
    })
    void chunksBecomeTheBodyTheyAre(String written, String sent) {
        byte[] answer = bytes(written);
        for (int size = 1; size <= answer.length; size++) {
            var out = new Sent();
            var old = new OldAnswer(out);
            for (int at = 0; at < answer.length; at += size) {
                old.write(BufferData.create(answer, at, Math.min(size, answer.length - at)));
            }
            assertEquals(new String(bytes(sent), StandardCharsets.ISO_8859_1), out.text.toString());
        }
    }
}
