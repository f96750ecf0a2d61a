package io.d2k.k8s.stream;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the silence of a followed log may be trusted. Some kubelets (1.20 for one) go on following a log file that
 * has been rotated away and say nothing of the new one. Only a large file is rotated, and within ten seconds; so after
 * much output silence is doubted a few times, at growing intervals, and trusted from then on.
 */
final class RotationDoubt {
    private static final long LARGE = 1024 * 1024;
    private static final int DOUBTS = 5;

    private long bytes;
    private int doubted;

    /** Takes note of output. */
    void printed(int count) {
        bytes += count;
        doubted = 0;
    }

    /** Takes note of a silence as long as {@link #patience} said. */
    void silent() {
        if (++doubted >= DOUBTS) {
            bytes = 0;
            doubted = 0;
        }
    }

    /** Returns after which silence the log has to be looked at anew; nothing for never. */
    Optional<Duration> patience() {
        return bytes < LARGE ? Optional.empty() : Optional.of(Duration.ofSeconds(1L << doubted));
    }
}
