package io.d2k.domain.container.rule;

import io.d2k.domain.error.EngineException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Which names a container may have (moby {@code daemon/names}). */
public final class ContainerNameRule {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final String[] ADJECTIVES = {
        "agile", "amber", "bold", "brisk", "calm", "clever", "deft", "eager", "fair", "gentle", "happy", "jolly",
        "keen", "lively", "merry", "noble", "patient", "quick", "quiet", "rapid", "serene", "sharp", "steady", "swift",
        "tidy", "vivid", "warm", "wise", "witty", "zesty"
    };
    private static final String[] NOUNS = {
        "anchor",
        "beacon",
        "bridge",
        "canal",
        "comet",
        "crane",
        "delta",
        "ferry",
        "fjord",
        "harbor",
        "heron",
        "island",
        "jetty",
        "kayak",
        "lagoon",
        "lighthouse",
        "mariner",
        "narwhal",
        "otter",
        "pelican",
        "pilot",
        "quay",
        "raft",
        "reef",
        "rudder",
        "schooner",
        "spinnaker",
        "tide",
        "voyage",
        "walrus"
    };

    private ContainerNameRule() {}

    /**
     * Returns the name without its slash.
     *
     * @throws EngineException when it is none, in Docker's words, which show the name as it was sent
     */
    public static String require(String name) {
        String plain = name.startsWith("/") ? name.substring(1) : name;
        if (!VALID.matcher(plain).matches()) {
            throw EngineException.invalid(
                    "Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        return plain;
    }

    /** Makes up a name such as {@code swift_heron}; the caller looks whether it is free. */
    public static String madeUp(RandomGenerator random, int attempt) {
        String name = ADJECTIVES[random.nextInt(ADJECTIVES.length)] + "_" + NOUNS[random.nextInt(NOUNS.length)];
        return attempt == 0 ? name : name + random.nextInt(10 * attempt);
    }
}
