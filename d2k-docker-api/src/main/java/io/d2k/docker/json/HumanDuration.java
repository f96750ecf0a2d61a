package io.d2k.docker.json;

import java.time.Duration;

/** Durations in the words of Docker's listings. */
final class HumanDuration {
    private static final long DAY = 24;
    private static final long WEEK = 7 * DAY;
    private static final long MONTH = 30 * DAY;
    private static final long YEAR = 365 * DAY;

    private HumanDuration() {}

    /** Returns the duration in words, such as {@code 5 minutes}; a negative one is "Less than a second". */
    static String of(Duration d) {
        long seconds = d.isNegative() ? 0 : d.toSeconds();
        if (seconds < 1) {
            return "Less than a second";
        }
        if (seconds == 1) {
            return "1 second";
        }
        if (seconds < 60) {
            return seconds + " seconds";
        }
        long minutes = seconds / 60;
        if (minutes == 1) {
            return "About a minute";
        }
        return minutes < 60 ? minutes + " minutes" : ofHours(d);
    }

    private static String ofHours(Duration d) {
        long hours = d.plusMinutes(30).toHours();
        if (hours == 1) {
            return "About an hour";
        }
        if (hours < 2 * DAY) {
            return hours + " hours";
        }
        if (hours < 2 * WEEK) {
            return hours / DAY + " days";
        }
        if (hours < 2 * MONTH) {
            return hours / WEEK + " weeks";
        }
        if (hours < 2 * YEAR) {
            return hours / MONTH + " months";
        }
        return d.toHours() / YEAR + " years";
    }
}
