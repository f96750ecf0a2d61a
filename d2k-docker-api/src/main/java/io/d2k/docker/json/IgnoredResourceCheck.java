package io.d2k.docker.json;

import io.d2k.domain.error.EngineException;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resources that Kubernetes has no counterpart of: they are warned of, but what is none is refused as by moby's
 * {@code daemon/daemon_unix.go}.
 */
final class IgnoredResourceCheck {
    private static final long MOST_SWAPPINESS = 100;
    private static final Pattern RANGE = Pattern.compile("(\\d+)(?:-(\\d+))?");

    private IgnoredResourceCheck() {}

    /**
     * Checks the resources of a host configuration or an update.
     *
     * @throws EngineException of kind INVALID in Docker's words
     */
    static void check(Fields host) {
        long swappiness = host.number("MemorySwappiness");
        if (swappiness < -1 || swappiness > MOST_SWAPPINESS) {
            throw EngineException.invalid(
                    "Invalid value: " + swappiness + ", valid memory swappiness range is 0-" + MOST_SWAPPINESS);
        }
        checkList("cpus", host.text("CpusetCpus"));
        checkList("mems", host.text("CpusetMems"));
    }

    /** Lists such as {@code 0-2,7}. */
    private static void checkList(String what, String list) {
        if (list.isEmpty()) {
            return;
        }
        for (String range : list.split(",", -1)) {
            Matcher m = RANGE.matcher(range);
            boolean backwards = m.matches()
                    && m.group(2) != null
                    && new BigInteger(m.group(2)).compareTo(new BigInteger(m.group(1))) < 0;
            if (!m.matches() || backwards) {
                throw EngineException.invalid(
                        "Invalid value " + list + " for cpuset " + what + ": invalid format: " + list);
            }
        }
    }
}
