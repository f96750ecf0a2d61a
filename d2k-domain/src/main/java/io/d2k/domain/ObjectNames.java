package io.d2k.domain;

import java.util.Locale;
import java.util.function.Predicate;

/** Turns Docker's names into names that Kubernetes allows (RFC 1035 labels). */
public final class ObjectNames {
    private static final int MAX_LENGTH = 46;
    private static final int HASH_LENGTH = 6;

    private ObjectNames() {}

    /**
     * Returns a free object name for a Docker name: the lower-cased name where that is valid and free, else with a short
     * hash of the Docker name behind it. Room is left for suffixes of derived objects.
     *
     * @param taken whether an object name belongs to another Docker name already
     */
    public static String of(String dockerName, Predicate<String> taken) {
        StringBuilder name = new StringBuilder();
        for (char c : dockerName.toLowerCase(Locale.ROOT).toCharArray()) {
            name.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' ? c : '-');
        }
        while (!name.isEmpty() && name.charAt(name.length() - 1) == '-') {
            name.setLength(name.length() - 1);
        }
        while (!name.isEmpty() && name.charAt(0) == '-') {
            name.deleteCharAt(0);
        }
        if (name.isEmpty()) {
            name.append('d');
        } else if (Character.isDigit(name.charAt(0))) {
            name.insert(0, "d-");
        }
        String plain = name.toString();
        if (plain.length() <= MAX_LENGTH && !taken.test(plain)) {
            return plain;
        }
        for (int salt = 0; ; salt++) {
            String hash =
                    Ids.derived(dockerName + (salt == 0 ? "" : "#" + salt)).substring(0, HASH_LENGTH);
            String cut = plain.substring(0, Math.min(plain.length(), MAX_LENGTH - HASH_LENGTH - 1));
            String hashed = cut.replaceAll("-+$", "") + "-" + hash;
            if (!taken.test(hashed)) {
                return hashed;
            }
        }
    }
}
