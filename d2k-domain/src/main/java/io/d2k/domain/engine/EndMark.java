package io.d2k.domain.engine;

import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Finds in one output stream of a process the mark of {@link ExecCommandRule#marked}, which tells its exit code, and passes
 * all else on. The mark begins with a byte that it has only there, so that one look at each byte is enough.
 */
final class EndMark {
    private final StdStream stream;
    private final byte[] mark;
    /** So many bytes of the mark were seen last and are held back. */
    private int matched;

    private int code;
    private boolean found;

    /**
     * Begins before the first byte.
     *
     * @param word what the mark is told by
     */
    EndMark(StdStream stream, String word) {
        this.stream = stream;
        mark = ExecCommandRule.mark(word).getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes some output; passes it on in as few pieces as it can. */
    void take(byte[] buffer, int offset, int length, OutputSink sink) throws IOException {
        int end = offset + length;
        int from = offset; // what is not passed on yet
        int before = matched < mark.length ? matched : 0; // so many of the matched bytes came with earlier output
        for (int i = offset; i < end && !found; i++) {
            byte b = buffer[i];
            if (matched == mark.length) {
                from = i + 1;
                found = b == '\n';
                code = found ? code : code * 10 + (b - '0');
            } else if (b == mark[matched]) {
                matched++;
                if (matched == mark.length) {
                    pass(sink, buffer, from, i + 1 - (mark.length - before));
                    from = i + 1;
                }
            } else {
                pass(sink, mark, 0, before);
                before = 0;
                matched = b == mark[0] ? 1 : 0;
            }
        }
        int held = found || matched == mark.length ? 0 : matched - before;
        pass(sink, buffer, from, end - held);
    }

    /** Takes the end of the output: what looked like the beginning of a mark was none. */
    void end(OutputSink sink) throws IOException {
        if (!found) {
            pass(sink, mark, 0, matched);
            matched = 0;
        }
    }

    /** Returns the exit code, once the mark has come. */
    OptionalInt code() {
        return found ? OptionalInt.of(code) : OptionalInt.empty();
    }

    private void pass(OutputSink sink, byte[] buffer, int from, int to) throws IOException {
        if (to > from) {
            sink.write(stream, buffer, from, to - from);
        }
    }
}
