package io.d2k.domain.container;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What runs in place of a container's command, and becomes it.
 *
 * @param command the argument vector; empty for the container's own command
 * @param waits whether it waits until its input says that a client is attached
 * @param message the file in the container where it leaves its last words
 * @param layer the files of the run before, which are put in place first; nothing where none are known
 * @param grace how long the process has from TERM to KILL when its pod is ended without a word on that; nothing for what the
 *     container's plan says
 */
public record Entry(
        List<String> command, boolean waits, String message, Optional<KeptLayer> layer, Optional<Duration> grace) {
    /** The file that Kubernetes takes the last words from where it is told no other one. */
    public static final String MESSAGE = "/dev/termination-log";

    /** The least that a kubelet leaves a process from TERM to KILL (its {@code minimumGracePeriodInSeconds}). */
    public static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    /** One that leaves its words where Kubernetes looks for them, and begins with the image's files. */
    public Entry(List<String> command, boolean waits) {
        this(command, waits, MESSAGE, Optional.empty());
    }

    /** One whose pod ends as the container's plan says. */
    public Entry(List<String> command, boolean waits, String message, Optional<KeptLayer> layer) {
        this(command, waits, message, layer, Optional.empty());
    }

    /** Copies the list. */
    public Entry {
        command = List.copyOf(command);
    }

    /** Returns this with another time from TERM to KILL. */
    public Entry withGrace(Optional<Duration> newGrace) {
        return new Entry(command, waits, message, layer, newGrace);
    }
}
