package io.d2k.k8s.stream;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.k8s.client.StatusException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads a log from the node's files: every file that has not been deleted, oldest first, and then, if wanted, what is
 * appended. A file is known again by the last record read of it, under whatever name it has by then.
 */
final class NodeLogReader implements LogReader {
    private static final System.Logger LOG = System.getLogger(NodeLogReader.class.getName());
    /** How often a file may be gone by the time that it is opened. */
    private static final int MISSES = 20;
    /** A process that prints without a pause is looked at no more often than this; the first line comes at once. */
    private static final Duration PACE = Duration.ofMillis(40);

    private final NodeLogFiles files;
    private final CallSlot slot;
    private final Optional<WakeUps> wakeUps;
    private final ReentrantLock turn = new ReentrantLock();
    private final CriParser parser = new CriParser();
    private final Patience patience;
    private final RotationDoubt doubt = new RotationDoubt();
    private Optional<NodeLogFiles.Content> content = Optional.empty();
    private Optional<LogLine> first = Optional.empty();
    private String name;
    private long skipTo;
    private Instant skipUntil = Instant.MIN;
    private long looked = System.nanoTime();
    private int missed;
    private boolean lost;
    private boolean finished;
    private boolean last;
    private boolean done;

    /**
     * Makes one that begins at a place.
     *
     * @param slot the one that the files' requests use
     * @param wakeUps tells of what is appended; nothing for not waiting for it
     */
    NodeLogReader(NodeLogFiles files, CallSlot slot, LogStart start, Optional<WakeUps> wakeUps) {
        this.files = files;
        this.slot = slot;
        this.wakeUps = wakeUps;
        this.name = start.file();
        this.skipTo = start.skipTo();
        this.patience = new Patience("the log file " + name);
        parser.attach(InputStream.nullInputStream(), start.offset());
    }

    /**
     * Opens the first file and reads its first line.
     *
     * @return whether the file has the format that container runtimes write
     */
    boolean begin() throws IOException {
        resume(name);
        first = parser.next();
        return parser.malformed() == 0 || parser.marked();
    }

    @Override
    public Optional<LogLine> next() throws IOException {
        turn.lock();
        try {
            while (!done && !slot.closed()) {
                try {
                    Optional<LogLine> line = read();
                    if (line.isPresent()) {
                        return line;
                    }
                } catch (IOException e) {
                    disconnect();
                    broke(e);
                }
            }
            disconnect();
            return Optional.empty();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        wakeUps.ifPresent(WakeUps::close);
        // Ends what the reading thread waits for, which then gives up its turn.
        slot.close();
        turn.lock();
        try {
            disconnect();
        } finally {
            turn.unlock();
        }
    }

    private void broke(IOException failure) throws IOException {
        boolean gone = failure instanceof EOFException || (failure instanceof StatusException e && e.code() == 404);
        if (!gone) {
            patience.failed(failure, slot);
        } else if (lost && ++missed > MISSES) {
            throw failure;
        } else {
            lost = true;
        }
    }

    /** Reads one line; returns nothing where there was none that is wanted. */
    private Optional<LogLine> read() throws IOException {
        if (content.isEmpty()) {
            open();
            return Optional.empty();
        }
        Optional<LogLine> line = first.isPresent() ? first : parser.next();
        first = Optional.empty();
        patience.worked();
        missed = 0;
        if (line.isPresent()) {
            doubt.printed(line.get().bytes().length);
            boolean wanted = parser.position() > skipTo && line.get().time().isAfter(skipUntil);
            return wanted ? line : Optional.empty();
        }
        if (!name.equals(files.current())) {
            disconnect();
            finished = true;
        } else if (wakeUps.isEmpty() || last) {
            done = true;
            return parser.rest();
        } else {
            disconnect();
            await(wakeUps.get());
        }
        return Optional.empty();
    }

    private void await(WakeUps signals) throws IOException {
        switch (signals.await(doubt.patience())) {
            case MORE -> slot.pause(PACE.minusNanos(System.nanoTime() - looked));
            case SILENCE -> doubt.silent();
            case ENDED -> last = true;
        }
        looked = System.nanoTime();
    }

    /** Opens what is to be read next. */
    private void open() throws IOException {
        if (!finished && !lost && resume(name)) {
            return;
        }
        Optional<LogFileNames> names = listed();
        if (names.isEmpty()) {
            done = true;
        } else if (finished) {
            advance(names.get());
        } else {
            relocate(names.get());
        }
    }

    /** Opens a file where reading stopped; returns whether it is the one that was being read. */
    private boolean resume(String file) throws IOException {
        NodeLogFiles.Content next = files.open(file, parser.resumePosition());
        boolean same = false;
        try {
            if (parser.marked()) {
                same = parser.resume(next.stream());
            } else {
                parser.attach(next.stream(), next.start());
                same = true;
            }
        } finally {
            if (!same) {
                next.close();
            }
        }
        if (same) {
            content = Optional.of(next);
            name = file;
        }
        return same;
    }

    /** Looks for the file that was being read under its new name. */
    private void relocate(LogFileNames names) throws IOException {
        var candidates = new ArrayList<>(names.rotated());
        candidates.add(names.current());
        for (String candidate : parser.marked() ? candidates.reversed() : List.<String>of()) {
            try {
                if (resume(candidate)) {
                    lost = false;
                    return;
                }
            } catch (EOFException e) {
                LOG.log(Level.DEBUG, "{0} is not the file read before", candidate);
            }
        }
        if (parser.marked()) {
            LOG.log(Level.WARNING, "a log file was deleted before all of it had been read: {0}", name);
            skipUntil = parser.time();
        }
        switchTo(names.oldest());
    }

    /** Goes on with the file after a rotated one. */
    private void advance(LogFileNames names) throws IOException {
        Optional<String> rotated = names.after(name);
        if (rotated.isPresent()) {
            switchTo(rotated.get());
            return;
        }
        // Opened before listing again: had it been rotated in between, the list would show it.
        NodeLogFiles.Content next = files.open(files.current(), 0);
        Optional<String> overtaken;
        try {
            overtaken = files.list().after(name);
        } catch (IOException e) {
            next.close();
            throw e;
        }
        if (overtaken.isPresent()) {
            next.close();
            switchTo(overtaken.get());
        } else {
            attach(next, files.current());
            wakeUps.ifPresent(WakeUps::renew);
        }
    }

    private void switchTo(String file) throws IOException {
        attach(files.open(file, 0), file);
    }

    private void attach(NodeLogFiles.Content next, String file) {
        disconnect();
        parser.attach(next.stream(), next.start());
        content = Optional.of(next);
        name = file;
        skipTo = 0;
        finished = false;
        lost = false;
    }

    /** Lists the files; returns nothing where they are deleted. */
    private Optional<LogFileNames> listed() throws IOException {
        try {
            return files.settled();
        } catch (StatusException e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void disconnect() {
        content.ifPresent(NodeLogFiles.Content::close);
        content = Optional.empty();
    }
}
