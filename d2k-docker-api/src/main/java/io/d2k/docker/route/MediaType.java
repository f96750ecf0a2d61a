package io.d2k.docker.route;

import io.d2k.docker.json.ApiVersion;

/** The content types of a process's output. */
final class MediaType {
    /** Bytes as they are; before 1.42 also those in frames. */
    static final String RAW = "application/vnd.docker.raw-stream";

    private static final String MULTIPLEXED = "application/vnd.docker.multiplexed-stream";

    private MediaType() {}

    /** Returns the content type of the output of a process with or without a terminal. */
    static String of(boolean tty, ApiVersion version) {
        return tty || version.before(42) ? RAW : MULTIPLEXED;
    }
}
