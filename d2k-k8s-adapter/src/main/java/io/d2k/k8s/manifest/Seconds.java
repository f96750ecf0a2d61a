package io.d2k.k8s.manifest;

import java.time.Duration;

/** Kubernetes counts time in whole seconds. */
public final class Seconds {
    private Seconds() {}

    /** Returns a duration in seconds, rounded up and no less than a bound. */
    public static long ceil(Duration duration, long least) {
        long seconds = duration.getNano() > 0 ? duration.getSeconds() + 1 : duration.getSeconds();
        return Math.max(least, seconds);
    }

    static int ceilInt(Duration duration, int least) {
        return (int) Math.min(Integer.MAX_VALUE, ceil(duration, least));
    }
}
