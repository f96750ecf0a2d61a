package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogPositionTest {
    /** Pieces of output or of a log, by spaces; R and N are carriage return and line feed. */
    private static List<byte[]> pieces(String text) {
        return List.of(text.split(" ", -1)).stream()
                .map(p -> p.replace('R', '\r').replace('N', '\n').getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        // what has come, the log, what of the log has not come
        "'', aN, aN",
        "a, aN, N",
        "aN, aN bN, bN",
        "aRN, aN bN, bN",
        "aRN, aRN bN, bN",
        "aR, aN bN, NbN",
        "aR, aRN bN, NbN",
        "aR N, aN bN, bN",
        "aRR, aRN bN, NbN",
        "aRRN, aRN bN, bN",
        "aRRN, aRRN bN, bN",
        "RN RN, N N N, N",
        "ab cN, a bc N d, d",
        "aRb, aRbN, N",
        "R, Rx, x",
    })
    void theRestIsWhatHasNotCome(String come, String log, String rest) {
        var position = new LogPosition();
        pieces(come).forEach(p -> position.advance(p, 0, p.length));
        var left = new StringBuilder();
        for (byte[] piece : pieces(log)) {
            int known = position.pass(piece);
            left.append(new String(piece, known, piece.length - known, StandardCharsets.US_ASCII));
        }
        assertEquals(rest, left.toString().replace('\r', 'R').replace('\n', 'N'));
    }
}
