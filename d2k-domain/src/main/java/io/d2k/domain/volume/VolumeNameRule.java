package io.d2k.domain.volume;

import io.d2k.domain.error.EngineException;
import java.util.regex.Pattern;

/** Which names a volume may have (moby {@code volume/local}). */
public final class VolumeNameRule {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    private VolumeNameRule() {}

    /**
     * Checks a name.
     *
     * @throws EngineException in Docker's words
     */
    public static void require(String name) {
        if (name.length() < 2) {
            throw EngineException.invalid("create " + name
                    + ": volume name is too short, names should be at least two alphanumeric characters");
        }
        if (!VALID.matcher(name).matches()) {
            throw EngineException.invalid("create " + name + ": \"" + name
                    + "\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are"
                    + " allowed. If you intended to pass a host directory, use absolute path");
        }
    }
}
