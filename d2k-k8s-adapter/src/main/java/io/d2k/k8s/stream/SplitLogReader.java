package io.d2k.k8s.stream;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads standard output and standard error by a request each: what there is in the order of time, what comes as it comes.
 *
 * <p>A node older than its API server answers both requests with both streams. That shows when a line comes twice; all
 * is then taken for standard output, once.
 */
final class SplitLogReader implements LogReader {
    private static final int HELD_BYTES = 256 * 1024;
    private static final int LINE_OVERHEAD = 64;
    private static final int REMEMBERED = 32;
    private static final Duration FOREVER = Duration.ofDays(365);

    private final ApiLogReader out;
    private final ApiLogReader err;
    private final boolean follow;
    private final Runnable streamsIgnored;
    private final ReentrantLock turn = new ReentrantLock();
    private final Handoff<LogLine> coming = new Handoff<>(HELD_BYTES);
    private final ArrayDeque<LogLine> recent = new ArrayDeque<>();
    private Optional<LogLine> outHead = Optional.empty();
    private Optional<LogLine> errHead = Optional.empty();
    private boolean outDone;
    private boolean errDone;
    private boolean following;
    private boolean streamsApart;
    private boolean merged;
    private volatile boolean closed;

    /**
     * Makes one of two readers that have begun and do not follow.
     *
     * @param streamsIgnored told when the node turns out not to tell the streams apart
     */
    SplitLogReader(ApiLogReader out, ApiLogReader err, boolean follow, Runnable streamsIgnored) {
        this.out = out;
        this.err = err;
        this.follow = follow;
        this.streamsIgnored = streamsIgnored;
    }

    @Override
    public Optional<LogLine> next() throws IOException {
        turn.lock();
        try {
            if (!following) {
                Optional<LogLine> line = earlier();
                if (line.isPresent() || !follow || closed) {
                    return line;
                }
                followBoth();
            }
            while (true) {
                Optional<LogLine> line = coming.take();
                if (line.isEmpty() || fresh(line.get())) {
                    return line;
                }
            }
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        coming.close();
        out.close();
        err.close();
    }

    private Optional<LogLine> earlier() throws IOException {
        if (outHead.isEmpty() && !outDone) {
            outHead = out.next();
            outDone = outHead.isEmpty();
        }
        if (errHead.isEmpty() && !errDone) {
            errHead = err.next();
            errDone = errHead.isEmpty();
        }
        if (outHead.isPresent() && errHead.isPresent() && !streamsApart) {
            streamsApart = !same(outHead.get(), errHead.get());
            if (!streamsApart) {
                takeForMerged();
            }
        }
        boolean error = errHead.isPresent()
                && (outHead.isEmpty()
                        || errHead.get().time().isBefore(outHead.get().time()));
        Optional<LogLine> line = error ? errHead : outHead;
        if (error) {
            errHead = Optional.empty();
        } else {
            outHead = Optional.empty();
        }
        return line;
    }

    private void takeForMerged() {
        merged = true;
        errHead = Optional.empty();
        errDone = true;
        err.close();
        streamsIgnored.run();
    }

    private void followBoth() {
        following = true;
        var left = new AtomicInteger(merged ? 1 : 2);
        out.follow();
        feed(out, left);
        if (!merged) {
            err.follow();
            feed(err, left);
        }
    }

    private void feed(ApiLogReader reader, AtomicInteger left) {
        Thread.ofVirtual().name("log-follow-", 0).start(() -> {
            try {
                for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                    if (!coming.put(line.get(), line.get().bytes().length + LINE_OVERHEAD, FOREVER)) {
                        return;
                    }
                }
                if (left.decrementAndGet() == 0) {
                    coming.end();
                }
            } catch (IOException e) {
                coming.fail(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                coming.close();
            }
        });
    }

    private boolean fresh(LogLine line) {
        if (streamsApart) {
            return true;
        }
        if (recent.stream().anyMatch(other -> other.stream() != line.stream() && same(line, other))) {
            if (!merged) {
                takeForMerged();
            }
            return false;
        }
        if (merged && line.stream() == StdStream.STDERR) {
            return false;
        }
        recent.addLast(line);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
        return true;
    }

    private static boolean same(LogLine one, LogLine other) {
        return one.time().equals(other.time()) && Arrays.equals(one.bytes(), other.bytes());
    }
}
