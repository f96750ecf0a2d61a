package io.d2k.k8s.stream;

import io.d2k.domain.log.LogLine;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Turns the bytes of a log into lines. Lines longer than 16 KiB come in parts, of which only the last has a line feed. */
interface LineParser {
    /** The longest part of a line. */
    int LONGEST_PART = 16 * 1024;

    /** Goes on with another source, at the beginning of a line. */
    void attach(InputStream source, long position);

    /**
     * Waits for the next line.
     *
     * @return nothing where the source ends; a line that it ends in is not given out
     */
    Optional<LogLine> next() throws IOException;

    /** Returns the line that the source ended in, where there is one. */
    Optional<LogLine> rest() throws IOException;
}
