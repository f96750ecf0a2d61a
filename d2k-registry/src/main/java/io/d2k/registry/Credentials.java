package io.d2k.registry;

import io.d2k.domain.image.RegistryAuth;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who asks.
 *
 * @param username empty for none
 * @param password empty for none
 * @param identityToken a refresh token, empty for none
 * @param fingerprint tells credentials apart in caches, where the secrets themselves do not belong
 */
record Credentials(String username, String password, String identityToken, String fingerprint) {
    // Makes fingerprints worthless outside this process.
    private static final byte[] SALT = salt();

    /** Nobody. */
    static final Credentials ANONYMOUS = new Credentials("", "", "", "");

    /** Returns the given credentials, or nobody's. */
    static Credentials of(Optional<RegistryAuth> auth) {
        return auth.filter(a -> !(a.username().isEmpty()
                        && a.password().isEmpty()
                        && a.identityToken().isEmpty()))
                .map(a -> new Credentials(a.username(), a.password(), a.identityToken(), fingerprint(a)))
                .orElse(ANONYMOUS);
    }

    /** Returns the value of the {@code Authorization} header by user name and password, where both are there. */
    Optional<String> basic() {
        if (username.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** Never shows the secrets. */
    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }

    private static byte[] salt() {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return salt;
    }

    private static String fingerprint(RegistryAuth auth) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(SALT);
            for (String part : new String[] {auth.username(), auth.password(), auth.identityToken()}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
