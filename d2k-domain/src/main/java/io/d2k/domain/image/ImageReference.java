package io.d2k.domain.image;

import io.d2k.domain.error.EngineException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A parsed image reference in Docker's normal form
 * (<a href="https://github.com/distribution/reference">distribution/reference</a>).
 *
 * @param domain the registry's host and port, {@code docker.io} by default
 * @param path the repository in it, such as {@code library/busybox}
 * @param tag the tag; {@code latest} where neither tag nor digest was given
 * @param digest {@code sha256:...} where given
 */
public record ImageReference(String domain, String path, Optional<String> tag, Optional<String> digest) {
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}");
    private static final Pattern DOMAIN = Pattern.compile(
            "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?|\\[[a-fA-F0-9:]+](?::[0-9]+)?");
    private static final String DEFAULT_DOMAIN = "docker.io";
    private static final String ALGORITHM = "sha256";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final int MAX_PATH = 255;

    /**
     * Parses a reference.
     *
     * @throws EngineException when it is none, in Docker's words
     */
    public static ImageReference parse(String text) {
        String rest = text;
        Optional<String> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(rest.substring(at + 1));
            rest = rest.substring(0, at);
            if (!DIGEST.matcher(digest.get()).matches()) {
                throw malformed();
            }
        }
        int slash = rest.indexOf('/');
        String domain = DEFAULT_DOMAIN;
        String head = slash < 0 ? "" : rest.substring(0, slash);
        boolean named = head.contains(".")
                || head.contains(":")
                || head.equals("localhost")
                || !head.toLowerCase(Locale.ROOT).equals(head);
        if (slash >= 0 && named) {
            domain = head;
            rest = rest.substring(slash + 1);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
            if (!TAG.matcher(tag.get()).matches()) {
                throw malformed();
            }
        }
        if (domain.equals("index.docker.io")) {
            domain = DEFAULT_DOMAIN;
        }
        if (domain.equals(DEFAULT_DOMAIN) && !rest.contains("/")) {
            rest = "library/" + rest;
        }
        if (!rest.equals(rest.toLowerCase(Locale.ROOT))) {
            throw EngineException.invalid("invalid reference format: repository name (" + rest + ") must be lowercase");
        }
        if (rest.length() > MAX_PATH) {
            throw EngineException.invalid("repository name must not be more than " + MAX_PATH + " characters");
        }
        if (!PATH.matcher(rest).matches() || !DOMAIN.matcher(domain).matches()) {
            throw malformed();
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        return new ImageReference(domain, rest, tag, digest);
    }

    /** Returns whether a text names a repository alone, without a tag or a digest. */
    public static boolean isRepository(String text) {
        return text.indexOf('@') < 0 && text.lastIndexOf(':') <= text.lastIndexOf('/');
    }

    /**
     * Checks what is asked for beside a name: a tag or a digest.
     *
     * @throws EngineException when it is neither, in Docker's words
     */
    public static void requireTag(String text) {
        if (!TAG.matcher(text).matches() && !DIGEST.matcher(text).matches()) {
            throw EngineException.invalid("invalid tag format");
        }
    }

    /**
     * Returns the reference of a further name for an image.
     *
     * @param repository the name, with or without a tag
     * @param tag the tag; empty for that of the name, or else {@code latest}
     * @throws EngineException when there is no such name, in Docker's words
     */
    public static ImageReference name(String repository, String tag) {
        if (ID.matcher(repository).matches()) {
            throw EngineException.invalid(
                    "invalid repository name (" + repository + "), cannot specify 64-byte hexadecimal strings");
        }
        ImageReference name = parse(repository);
        if (name.digest().isPresent()) {
            throw EngineException.invalid("cannot import digest reference");
        }
        if (repository.equals(ALGORITHM)) {
            throw EngineException.invalid("refusing to create an ambiguous tag using digest algorithm as name");
        }
        if (!tag.isEmpty() && !TAG.matcher(tag).matches()) {
            throw EngineException.invalid("invalid tag format");
        }
        return tag.isEmpty() ? name : name.tagged(tag);
    }

    /** Returns whether both are of one repository. */
    public boolean sameRepository(ImageReference other) {
        return domain.equals(other.domain) && path.equals(other.path);
    }

    /** Returns the repository as Docker shows it: without {@code docker.io/library/}. */
    public String familiarName() {
        if (!domain.equals(DEFAULT_DOMAIN)) {
            return domain + "/" + path;
        }
        return path.startsWith("library/") && path.indexOf('/') == path.lastIndexOf('/')
                ? path.substring("library/".length())
                : path;
    }

    /** Returns the reference as Docker shows it: familiar name with tag or digest. */
    public String familiar() {
        return familiarName()
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }

    /** Returns the reference of the image with that digest in the same repository. */
    public ImageReference at(String imageDigest) {
        return new ImageReference(domain, path, Optional.empty(), Optional.of(imageDigest));
    }

    /** Returns the reference of the image with that tag in the same repository. */
    public ImageReference tagged(String imageTag) {
        return new ImageReference(domain, path, Optional.of(imageTag), Optional.empty());
    }

    /** Returns the reference in full: with domain, and with tag or digest. */
    public String full() {
        return domain + "/" + path + (digest.isPresent() ? "@" + digest.get() : ":" + selector());
    }

    /** Returns the tag or the digest, whichever the registry is asked for; the digest wins. */
    public String selector() {
        return digest.orElseGet(() -> tag.orElse("latest"));
    }

    private static EngineException malformed() {
        return EngineException.invalid("invalid reference format");
    }
}
