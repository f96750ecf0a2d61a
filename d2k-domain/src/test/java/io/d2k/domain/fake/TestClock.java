package io.d2k.domain.fake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on by a millisecond whenever it is asked, so that no two times are alike. */
public final class TestClock extends Clock {
    /** The first time told. */
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicLong millis = new AtomicLong();

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return START.plusMillis(millis.getAndIncrement());
    }

    /** Lets time pass. */
    public void pass(Duration duration) {
        millis.addAndGet(duration.toMillis());
    }
}
