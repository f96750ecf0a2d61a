package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.log.StdStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndMarkTest {
    private static final String MARK = "\0word:";

    private record Taken(String passed, OptionalInt code) {}

    /** Lets output be taken in pieces of that length. */
    private static Taken take(String output, int piece) throws IOException {
        var passed = new ByteArrayOutputStream();
        EndMark mark = new EndMark(StdStream.STDERR, "word");
        byte[] bytes = ("...." + output).getBytes(StandardCharsets.US_ASCII);
        for (int at = 4; at < bytes.length; at += piece) {
            mark.take(bytes, at, Math.min(piece, bytes.length - at), (stream, b, offset, length) -> {
                assertEquals(StdStream.STDERR, stream);
                passed.write(b, offset, length);
            });
        }
        mark.end((stream, b, offset, length) -> passed.write(b, offset, length));
        return new Taken(passed.toString(StandardCharsets.US_ASCII), mark.code());
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "MARK0\\n,,0",
                "outMARK7\\n,out,7",
                "out\\0MARK137\\n,out\\0,137",
                "\\0worMARK255\\nlate,\\0worlate,255",
                "\\0wordMARK1\\nMARK2\\n,\\0wordMARK2\\n,1",
                "\\0\\0\\0wor,\\0\\0\\0wor,-1",
                "no mark,no mark,-1",
                ",,-1"
            })
    void theMarkIsTakenOutWhereverItIsCut(String output, String passed, int code) throws IOException {
        Taken expected = new Taken(text(passed), code < 0 ? OptionalInt.empty() : OptionalInt.of(code));
        for (int piece = 1; piece <= text(output).length() + 1; piece++) {
            assertEquals(expected, take(text(output), piece), "in pieces of " + piece);
        }
    }

    private static String text(String written) {
        return written == null
                ? ""
                : written.replace("MARK", MARK).replace("\\0", "\0").replace("\\n", "\n");
    }

    @Test
    void whatIsNoMarkIsNotHeldBack() throws IOException {
        List<Integer> lengths = new ArrayList<>();
        EndMark mark = new EndMark(StdStream.STDOUT, "word");
        byte[] zeroes = new byte[100];
        for (int round = 0; round < 2; round++) {
            mark.take(zeroes, 0, zeroes.length, (stream, b, offset, length) -> lengths.add(length));
        }
        assertEquals(List.of(99, 1, 99), lengths, "in few pieces: the last byte alone may begin a mark");
    }
}
