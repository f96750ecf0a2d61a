package io.d2k.domain.swarm;

import io.d2k.domain.Ids;
import java.math.BigInteger;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * IDs of swarm objects: 25 digits of base 36, which hold the 128 bits of a UUID as a number. So an object of the cluster
 * has the same ID always and for every d2k, and two objects never have one ID.
 */
public final class SwarmId {
    /** How many digits an ID has. */
    public static final int LENGTH = 25;

    private static final int RADIX = 36;
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private SwarmId() {}

    /**
     * Returns the ID of an object of the cluster.
     *
     * @param uid its Kubernetes UID; a text that is no UUID stands for the first 128 bits of its hash
     */
    public static String of(String uid) {
        String hex = UUID_FORM.matcher(uid).matches()
                ? uid.replace("-", "")
                : Ids.derived(uid).substring(0, 32);
        String digits = new BigInteger(hex, 16).toString(RADIX);
        return "0".repeat(LENGTH - digits.length()) + digits.toLowerCase(Locale.ROOT);
    }

    /** Returns an ID for an object that is yet to be made. */
    public static String random() {
        return of(UUID.randomUUID().toString());
    }
}
