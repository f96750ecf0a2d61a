package io.d2k.k8s.stream;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import java.io.IOException;
import java.util.Optional;

/** A log that is opened when it is read first, as soon as the cluster can be reached. */
final class LastingLogReader implements LogReader {
    private final Opening opening;
    private final Patience patience;
    private final CallSlot slot = new CallSlot();
    private volatile Optional<LogReader> reader = Optional.empty();

    LastingLogReader(String what, Opening opening) {
        this.opening = opening;
        this.patience = new Patience(what);
    }

    /** Opens the log. */
    interface Opening {
        /** Opens it; fails where that is not possible now. */
        LogReader open() throws IOException;
    }

    @Override
    public Optional<LogLine> next() throws IOException {
        while (reader.isEmpty() && !slot.closed()) {
            try {
                reader = Optional.of(opening.open());
            } catch (IOException e) {
                patience.failed(e, slot);
            }
        }
        if (slot.closed()) {
            close();
            return Optional.empty();
        }
        return reader.get().next();
    }

    @Override
    public void close() {
        slot.close();
        reader.ifPresent(LogReader::close);
    }
}
