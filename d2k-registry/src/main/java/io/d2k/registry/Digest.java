package io.d2k.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address of content by its hash
 * (<a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">OCI digest</a>).
 *
 * @param algorithm {@code sha256}, {@code sha384} or {@code sha512}
 * @param hex the hash in lower-case hexadecimal digits
 */
record Digest(String algorithm, String hex) {
    private static final Pattern FORM = Pattern.compile("sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}");

    /**
     * Parses a digest.
     *
     * @throws RegistryFailure when it is none or of an algorithm that is not known
     */
    static Digest parse(String text) throws RegistryFailure {
        if (!FORM.matcher(text).matches()) {
            throw RegistryFailure.unreachable("invalid or unsupported digest \"" + Words.shorten(text) + "\"");
        }
        int colon = text.indexOf(':');
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Returns the digest of the content by the usual algorithm. */
    static Digest sha256(byte[] content) {
        return of("sha256", content);
    }

    /**
     * Checks the content.
     *
     * @param what what the content is, for the message
     * @throws RegistryFailure when it is not what the digest stands for
     */
    void verify(byte[] content, String what) throws RegistryFailure {
        if (!of(algorithm, content).equals(this)) {
            throw RegistryFailure.unreachable(what + " verification failed for digest " + this);
        }
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    private static Digest of(String algorithm, byte[] content) {
        try {
            String name = "SHA-" + algorithm.substring("sha".length()).toUpperCase(Locale.ROOT);
            return new Digest(
                    algorithm,
                    HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has the SHA-2 family", e);
        }
    }
}
