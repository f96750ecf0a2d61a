package io.d2k.domain.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The part of an image's config that a container inherits
 * (<a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image config</a>).
 *
 * @param entrypoint empty for none
 * @param cmd empty for none
 * @param env {@code NAME=value} entries
 * @param workingDir empty for the root
 * @param user empty for root
 * @param exposedPorts ports that the image exposes
 * @param volumes paths that get a volume
 * @param labels the image's labels
 * @param stopSignal empty for SIGTERM
 * @param healthcheck the image's check
 */
public record ImageConfig(
        List<String> entrypoint,
        List<String> cmd,
        List<String> env,
        String workingDir,
        String user,
        List<Port> exposedPorts,
        List<String> volumes,
        Map<String, String> labels,
        String stopSignal,
        Optional<Healthcheck> healthcheck) {
    /** Copies the collections. */
    public ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        env = List.copyOf(env);
        exposedPorts = List.copyOf(exposedPorts);
        volumes = List.copyOf(volumes);
        labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** An image that says nothing. */
    public static final ImageConfig EMPTY = new ImageConfig(
            List.of(), List.of(), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
}
