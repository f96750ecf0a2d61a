package io.d2k.e2e.answer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the HTTP/1.1 messages of one direction of a connection while the bytes pass by. Each message has a head, and a
 * body whose length its reader knows from the head.
 */
final class HttpMessages {
    /** Bodies that are kept are no longer than this; what comes after it is not looked at. */
    private static final int MOST = 16 << 20;

    private static final int HEAD_END = 4;

    private final Reader reader;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private State state = State.HEAD;
    private Framing framing = Framing.NONE;
    private long left;

    HttpMessages(Reader reader) {
        this.reader = reader;
    }

    /** How a body is framed. */
    enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE,
        /** What follows the head is no HTTP any more. */
        NO_HTTP
    }

    /** What becomes of the messages. */
    interface Reader {
        /** Is told the first line and the headers, names in small letters; returns how the body is framed. */
        Framing head(String firstLine, Map<String, String> headers);

        /** Returns whether the body of the message at hand is of interest. */
        boolean wantsBody();

        /** Is told the end of a message. */
        void end(byte[] body, boolean complete);
    }

    private enum State {
        HEAD,
        DATA,
        CHUNK_SIZE,
        CHUNK_END,
        TRAILER,
        OFF
    }

    /** Takes the next bytes. */
    void read(byte[] bytes, int count) {
        int at = 0;
        while (at < count && state != State.OFF) {
            if (state == State.DATA) {
                at += data(bytes, at, count);
            } else {
                line.write(bytes[at]);
                at++;
                if (bytes[at - 1] == '\n') {
                    endOfLine();
                }
            }
        }
    }

    /** Is called when no bytes will come any more. */
    void close() {
        if (state == State.DATA && framing == Framing.UNTIL_CLOSE) {
            finish(true);
        } else if (state != State.OFF && state != State.HEAD) {
            finish(false);
        }
        state = State.OFF;
    }

    private int data(byte[] bytes, int from, int to) {
        int n = framing == Framing.UNTIL_CLOSE ? to - from : (int) Math.min(left, to - from);
        if (reader.wantsBody() && body.size() + n <= MOST) {
            body.write(bytes, from, n);
        }
        left -= n;
        if (left == 0 && framing == Framing.LENGTH) {
            finish(true);
        } else if (left == 0 && framing == Framing.CHUNKED) {
            state = State.CHUNK_END;
        }
        return n;
    }

    private void endOfLine() {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        switch (state) {
            case HEAD -> {
                if (text.endsWith("\r\n\r\n")) {
                    line.reset();
                    head(text.substring(0, text.length() - HEAD_END));
                }
            }
            case CHUNK_SIZE -> {
                line.reset();
                left = Long.parseLong(text.strip().replaceFirst(";.*", ""), 16);
                state = left == 0 ? State.TRAILER : State.DATA;
            }
            case CHUNK_END -> {
                line.reset();
                state = State.CHUNK_SIZE;
            }
            case TRAILER -> {
                line.reset();
                if (text.isBlank()) {
                    finish(true);
                }
            }
            case DATA, OFF -> throw new IllegalStateException("no line is read in " + state);
        }
    }

    private void head(String text) {
        String[] lines = text.split("\r\n");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        framing = reader.head(lines[0], headers);
        left = Long.parseLong(headers.getOrDefault("content-length", "0"));
        switch (framing) {
            case NONE -> finish(true);
            case LENGTH -> {
                state = State.DATA;
                if (left == 0) {
                    finish(true);
                }
            }
            case CHUNKED -> state = State.CHUNK_SIZE;
            case UNTIL_CLOSE -> state = State.DATA;
            case NO_HTTP -> {
                finish(true);
                state = State.OFF;
            }
        }
    }

    private void finish(boolean complete) {
        state = State.HEAD;
        byte[] whole = body.toByteArray();
        body.reset();
        reader.end(whole, complete && whole.length < MOST);
    }

    /** Returns the framing that headers tell of, where the message may have a body. */
    static Framing framing(Map<String, String> headers, Framing otherwise) {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return Framing.CHUNKED;
        }
        return headers.containsKey("content-length") ? Framing.LENGTH : otherwise;
    }
}
