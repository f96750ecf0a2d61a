package io.d2k.domain.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;

/** Sends bytes to a process as frames: decimal length, line feed, that many bytes. Closing sends the frame of length 0. */
final class FrameOutput extends OutputStream {
    /** Each is a process in the container; larger ones overflow the small young generation that d2k runs with. */
    private static final int FRAME = 128 << 10;

    private final ProcessTalk process;
    private final byte[] frame = new byte[FRAME];
    private int filled;

    FrameOutput(ProcessTalk process) {
        this.process = process;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, FRAME - filled);
            System.arraycopy(bytes, offset + done, frame, filled, part);
            filled += part;
            done += part;
            if (filled == FRAME) {
                send();
            }
        }
    }

    private void send() throws IOException {
        line(filled);
        feed(frame, filled);
        filled = 0;
    }

    private void feed(byte[] bytes, int length) throws RefusedException {
        try {
            process.write(bytes, 0, length);
        } catch (IOException e) {
            throw new RefusedException(e);
        }
    }

    /** The process takes no more; it says itself why. */
    static final class RefusedException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        private RefusedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private void line(int length) throws IOException {
        byte[] line = (length + "\n").getBytes(StandardCharsets.US_ASCII);
        feed(line, line.length);
    }

    @Override
    public void close() throws IOException {
        if (filled > 0) {
            send();
        }
        line(0);
    }
}
