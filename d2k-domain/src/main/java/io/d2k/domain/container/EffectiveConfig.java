package io.d2k.domain.container;

import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.Port;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container's config after the request has been joined with the image's: what Docker shows as {@code Config}.
 *
 * @param entrypoint nothing for {@code null} in JSON
 * @param cmd nothing for {@code null} in JSON
 * @param env {@code NAME=value} (or {@code NAME}) entries
 * @param workingDir empty for none
 * @param user empty for none
 * @param hostname the host name
 * @param labels labels of the image and the request
 * @param exposedPorts of the image and the request, and the bound ones where the image is not known
 * @param volumes targets of anonymous volumes
 * @param stopSignal empty for the default
 * @param healthcheck the check in force
 */
public record EffectiveConfig(
        Optional<List<String>> entrypoint,
        Optional<List<String>> cmd,
        List<String> env,
        String workingDir,
        String user,
        String hostname,
        Map<String, String> labels,
        List<Port> exposedPorts,
        List<String> volumes,
        String stopSignal,
        Optional<Healthcheck> healthcheck) {
    /** Copies the collections. */
    public EffectiveConfig {
        entrypoint = entrypoint.map(List::copyOf);
        cmd = cmd.map(List::copyOf);
        env = List.copyOf(env);
        labels = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(labels));
        exposedPorts = List.copyOf(exposedPorts);
        volumes = List.copyOf(volumes);
    }

    /** Returns entrypoint and cmd in one: the process's argument vector, empty where the image is unknown. */
    public List<String> argv() {
        var all = new java.util.ArrayList<String>();
        entrypoint.ifPresent(all::addAll);
        cmd.ifPresent(all::addAll);
        return List.copyOf(all);
    }
}
