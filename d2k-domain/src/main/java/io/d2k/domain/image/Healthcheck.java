package io.d2k.domain.image;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a container's health is checked. A duration of zero and a count of zero mean Docker's default.
 *
 * @param test empty to inherit the image's; {@code NONE}, {@code CMD args...} or {@code CMD-SHELL command}
 * @param interval between two checks, 30 s by default
 * @param timeout of one check, 30 s by default
 * @param startPeriod in which failures do not count, none by default
 * @param startInterval between two checks during the start period; zero for the same as later
 * @param retries failures in a row that make the container unhealthy, 3 by default
 */
public record Healthcheck(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    private static final Set<String> KINDS = Set.of("CMD", "CMD-SHELL");

    /** Copies the test. */
    public Healthcheck {
        test = List.copyOf(test);
    }

    /** Returns whether this checks anything: {@code NONE}, and whatever else Docker does not know, does not. */
    public boolean checks() {
        return !test.isEmpty() && KINDS.contains(test.getFirst());
    }

    /** Returns whether the kind of the test is one that Docker does not know. */
    public boolean unknown() {
        return !test.isEmpty() && !checks() && !test.getFirst().equals("NONE");
    }
}
