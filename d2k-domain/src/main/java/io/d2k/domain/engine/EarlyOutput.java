package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodLogs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a terminal printed before the attachment stood. It is read from the log once the attachment stands, and joined with
 * the attached output on the longest overlap, since both may hold the same bytes. What is attached may be but the
 * beginning of what the log has: so attached output that goes on like the log, but not to its end yet, is held back for a
 * moment.
 */
final class EarlyOutput implements OutputSink {
    private static final Logger LOG = System.getLogger(EarlyOutput.class.getName());
    /** The log was read when the attachment stood: what it has comes by the attachment within this time. */
    private static final Duration DOUBT = Duration.ofMillis(300);

    private final PodLogs logs;
    private final PodObservation pod;
    private final OutputSink sink;
    private final Duration doubt;
    private final byte[] early;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean joined;

    /** Sends the early output. */
    EarlyOutput(PodLogs logs, PodObservation pod, OutputSink sink) throws IOException {
        this(logs, pod, sink, DOUBT);
    }

    /**
     * Sends the early output.
     *
     * @param doubt how long attached output that goes on like the log is held back
     */
    EarlyOutput(PodLogs logs, PodObservation pod, OutputSink sink, Duration doubt) throws IOException {
        this.logs = logs;
        this.pod = pod;
        this.sink = sink;
        this.doubt = doubt;
        this.early = read();
        this.joined = early.length == 0;
        sink.write(StdStream.STDOUT, early, 0, early.length);
    }

    @Override
    public synchronized void write(StdStream stream, byte[] buffer, int offset, int length) throws IOException {
        if (joined) {
            sink.write(stream, buffer, offset, length);
            return;
        }
        boolean first = held.size() == 0;
        held.write(buffer, offset, length);
        byte[] later = held.toByteArray();
        int common = begun(early, later);
        if (common <= later.length) {
            pass(later, common);
        } else if (first) {
            CompletableFuture.delayedExecutor(doubt.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::decide);
        }
    }

    /** Passes on what is held back still: the process goes on, so the likeness was none but chance. */
    private synchronized void decide() {
        try {
            if (!joined) {
                byte[] later = held.toByteArray();
                pass(later, overlap(early, later));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the client has left", e); // as the next output finds out
        }
    }

    /**
     * Passes on what is held back when the process has ended: then the log knows all of it.
     *
     * @throws IOException when the receiver has gone away
     */
    synchronized void end() throws IOException {
        if (!joined && held.size() > 0) {
            joined = true;
            byte[] all = read();
            if (all.length >= early.length && Arrays.equals(early, Arrays.copyOf(all, early.length))) {
                sink.write(StdStream.STDOUT, all, early.length, all.length - early.length);
            }
        }
    }

    private void pass(byte[] later, int from) throws IOException {
        joined = true;
        if (from < later.length) {
            sink.write(StdStream.STDOUT, later, from, later.length - from);
        }
    }

    /**
     * Returns the most last bytes of {@code early} that {@code later} may begin with: more than it has, where it has but
     * the first of them.
     */
    static int begun(byte[] early, byte[] later) {
        for (int n = early.length; n > 0; n--) {
            int from = early.length - n;
            int known = Math.min(n, later.length);
            if (Arrays.equals(early, from, from + known, later, 0, known)) {
                return n;
            }
        }
        return 0;
    }

    /** Returns how many of the first bytes of {@code later} are the last bytes of {@code early}, at most. */
    static int overlap(byte[] early, byte[] later) {
        return begun(Arrays.copyOfRange(early, Math.max(0, early.length - later.length), early.length), later);
    }

    private byte[] read() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (LogReader reader = TerminalLines.of(logs.open(pod, PodLogs.Request.ALL), true)) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                bytes.write(line.get().bytes());
            }
        } catch (IOException e) {
            // no log yet: nothing was printed before
            return bytes.toByteArray();
        }
        return bytes.toByteArray();
    }
}
