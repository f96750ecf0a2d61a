package io.d2k.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Docker's identifiers. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int FULL_BYTES = 32;
    private static final int SHORT_LENGTH = 12;

    private Ids() {}

    /** Returns a new random ID of 64 hexadecimal digits. */
    public static String random() {
        byte[] bytes = new byte[FULL_BYTES];
        do {
            RANDOM.nextBytes(bytes);
            // a short ID of digits alone could be taken for a number, which Docker avoids as well
        } while (HexFormat.of().formatHex(bytes, 0, SHORT_LENGTH / 2).chars().allMatch(Character::isDigit));
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns the same 64 hexadecimal digits for the same text, always. */
    public static String derived(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns the twelve digits that Docker shows. */
    public static String brief(String id) {
        return id.substring(0, Math.min(SHORT_LENGTH, id.length()));
    }
}
