/**
 * d2k inside other programs: {@link io.d2k.embed.D2k} runs containers on a cluster, {@link
 * io.d2k.embed.DockerEndpoint} serves the Docker API on a listener of one's own, and {@link
 * io.d2k.embed.Translation} says what d2k would make, without a cluster.
 *
 * <p><b>What is public.</b> This package, and what its signatures name of {@code io.d2k.domain}: the ports, the records
 * that they take and give, {@code Engine} and {@code EngineSettings}. Versions follow Semantic Versioning for these: what
 * compiles against a version compiles against all later ones of the same major version. (Before 1.0.0 a minor version may
 * break it; the changelog says so.) A port may get further methods in a minor version, so whoever implements one may have
 * to follow. Every other package may change in any version.
 */
package io.d2k.embed;
