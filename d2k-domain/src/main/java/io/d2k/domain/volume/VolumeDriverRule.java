package io.d2k.domain.volume;

import io.d2k.domain.error.EngineException;

/** Which drivers volumes may have. */
public final class VolumeDriverRule {
    /** The one that there is. */
    public static final String LOCAL = "local";

    private VolumeDriverRule() {}

    /** Returns whether there is a driver of that name; without a name it is the default. */
    public static boolean served(String driver) {
        return driver.isEmpty() || driver.equals(LOCAL);
    }

    /**
     * Fails where a volume is to be of a driver that there is not.
     *
     * @throws EngineException in Docker's words
     */
    public static void require(String volume, String driver) {
        if (!served(driver)) {
            throw EngineException.notFound("create " + volume + ": error looking up volume plugin " + driver
                    + ": plugin \"" + driver + "\" not found");
        }
    }
}
