package io.d2k.docker.route;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.InputStream;

/** A body that is read as it comes, with a bound on how long the client may send nothing. */
final class PatientBody extends InputStream {
    private final InputStream in;
    private final Transport transport;

    PatientBody(InputStream in, Transport transport) {
        this.in = in;
        this.transport = transport;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        // An interrupt closes the connection, which ends the read.
        var deadline = transport.deadlines().in(transport.bodyTimeout(), Thread.currentThread()::interrupt);
        int count;
        try {
            count = in.read(buffer, offset, length);
        } catch (NumberFormatException | DataReader.IncorrectNewLineException e) {
            met(deadline);
            throw new StatusException(400, "malformed HTTP request"); // what Helidon makes of a malformed chunk
        } catch (IOException | RuntimeException e) {
            met(deadline);
            throw e;
        }
        met(deadline);
        return count;
    }

    private static void met(Deadlines.Deadline deadline) {
        if (!deadline.met()) {
            throw new CloseConnectionException("client is too slow with its body");
        }
    }
}
