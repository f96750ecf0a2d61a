package io.d2k.registry;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How registries are asked.
 *
 * @param mirrors what stands in for which registry
 * @param plainHttp registries, as {@code host} or {@code host:port}, that speak HTTP without TLS; those on the loopback
 *     address always do, and those whose mirrors say {@code http://} need not be named here
 * @param timeout bound of one lookup or login in all, with tokens, redirects and every mirror tried
 * @param tagTtl how long it is believed which digest a tag stands for
 * @param missingTtl how long a refusal, or a registry that let a lookup run into its bound, is remembered
 * @param cachedImages how many images are remembered at most
 */
public record RegistrySettings(
        Mirrors mirrors,
        Set<String> plainHttp,
        Duration timeout,
        Duration tagTtl,
        Duration missingTtl,
        int cachedImages) {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when a bound makes no sense
     */
    public RegistrySettings {
        plainHttp = plainHttp.stream().map(h -> h.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the time bound of a registry lookup must be above zero");
        }
        if (tagTtl.isNegative() || missingTtl.isNegative()) {
            throw new IllegalArgumentException("the time that a registry's answer is kept must not be negative");
        }
        if (cachedImages < 1) {
            throw new IllegalArgumentException("at least one image has to be remembered");
        }
    }

    /** Returns the defaults: no mirrors, 5 s a lookup, tags for 30 s, refusals for 5 s, 512 images. */
    public static RegistrySettings defaults() {
        return new RegistrySettings(
                Mirrors.NONE, Set.of(), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(5), 512);
    }

    /** Returns these settings with other mirrors. */
    public RegistrySettings withMirrors(Mirrors other) {
        return new RegistrySettings(other, plainHttp, timeout, tagTtl, missingTtl, cachedImages);
    }

    /** Returns these settings with other registries that speak plain HTTP. */
    public RegistrySettings withPlainHttp(Set<String> other) {
        return new RegistrySettings(mirrors, other, timeout, tagTtl, missingTtl, cachedImages);
    }

    /** Returns these settings with another bound of one lookup. */
    public RegistrySettings withTimeout(Duration other) {
        return new RegistrySettings(mirrors, plainHttp, other, tagTtl, missingTtl, cachedImages);
    }

    /** Returns these settings with other times for which tags and refusals are believed. */
    public RegistrySettings withTtls(Duration tag, Duration missing) {
        return new RegistrySettings(mirrors, plainHttp, timeout, tag, missing, cachedImages);
    }

    /** Returns these settings with another number of remembered images. */
    public RegistrySettings withCachedImages(int other) {
        return new RegistrySettings(mirrors, plainHttp, timeout, tagTtl, missingTtl, other);
    }
}
