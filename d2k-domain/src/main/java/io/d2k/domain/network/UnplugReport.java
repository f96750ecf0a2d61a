package io.d2k.domain.network;

import java.util.Optional;

/**
 * What taking the network interface of a pod away came to, as it is told by the pod.
 *
 * @param done whether only the loopback device is left
 * @param why not, empty where it is done
 */
public record UnplugReport(boolean done, String why) {
    /** The line that tells that it is done. */
    public static final String DONE = "unplugged";
    /** First word of a line that tells why it is not. */
    public static final String PLUGGED = "plugged";

    /** Reads a report, where there is one among the lines; those of another kind are passed over. */
    public static Optional<UnplugReport> parse(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.equals(DONE) || line.startsWith(PLUGGED + " "))
                .map(line -> line.equals(DONE)
                        ? new UnplugReport(true, "")
                        : new UnplugReport(false, line.substring(PLUGGED.length() + 1)))
                .findFirst();
    }
}
