package io.d2k.domain.swarm;

import java.time.Instant;

/**
 * What every swarm object has.
 *
 * @param id 25 lower-case letters and digits
 * @param version rises with each change of the object's spec, and with nothing else; {@link #FIRST} at first
 * @param created when it was made
 * @param updated when its spec was changed for the last time
 */
public record SwarmMeta(String id, long version, Instant created, Instant updated) {
    /** The version of a new object: lower ones a swarm's manager has used for itself before there are any objects. */
    public static final long FIRST = 10;

    /**
     * Refuses a change that was made from another version than the present one.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    public void requireVersion(long asked) {
        if (asked != version) {
            throw RpcError.unknown("update out of sequence");
        }
    }
}
