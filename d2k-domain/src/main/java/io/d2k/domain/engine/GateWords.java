package io.d2k.domain.engine;

import io.d2k.domain.log.StdStream;

/**
 * Tells what the shell that holds a process back has printed ({@link OutputGateRule}) from the output of the process. On a
 * terminal there is the echo of the lines that the shell reads as well: one before the mark, and one behind it.
 */
final class GateWords {
    private static final byte[] ECHO = {'\r', '\n'};

    private final boolean terminal;
    private int marked;
    private int echoed;
    private boolean over;

    /**
     * Listens from the beginning.
     *
     * @param terminal whether the shell has one
     */
    GateWords(boolean terminal) {
        this.terminal = terminal;
    }

    /** Returns whether the mark has come, and so whoever listens will miss nothing. */
    boolean heard() {
        return over || marked == OutputGateRule.NULS;
    }

    /** Returns how many of the first bytes are not the process's. */
    int pass(StdStream stream, byte[] buffer, int offset, int length) {
        if (over) {
            return 0;
        }
        if (terminal) {
            return echoed(buffer, offset, length);
        }
        if (stream == StdStream.STDOUT) {
            return 0;
        }
        over = true;
        return OutputGateRule.mark(buffer, offset, length); // it is written at once, so that it comes in one piece
    }

    private int echoed(byte[] buffer, int offset, int length) {
        int passed = 0;
        while (passed < length && !over) {
            byte next = buffer[offset + passed];
            if (marked < OutputGateRule.NULS) {
                marked = next == 0 ? marked + 1 : 0;
                passed++;
            } else if (next == ECHO[echoed]) {
                echoed++;
                over = echoed == ECHO.length;
                passed++;
            } else {
                over = true;
            }
        }
        return passed;
    }
}
