package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.Port;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes {@code Config} and {@code HostConfig}: the request, with what the image and the engine add. */
final class ConfigEncoder {
    private ConfigEncoder() {}

    /** Returns {@code HostConfig} of a container. */
    static ObjectNode host(CreateDocument asked) {
        ObjectNode host = asked.host().deepCopy();
        DefaultSettings.fill(host);
        // Reading it once more puts what was filled in into its place.
        return ContainerSchema.HOST_CONFIG.read(host, Where.ROOT);
    }

    /** Returns {@code Config} of a container. */
    static ObjectNode config(CreateDocument asked, EffectiveConfig effective) {
        ObjectNode config = asked.config().deepCopy();
        config.put("Hostname", effective.hostname())
                .put("User", effective.user())
                .put("WorkingDir", effective.workingDir())
                .put("StopSignal", effective.stopSignal());
        config.set("ExposedPorts", keys(exposed(new Fields(config).keys("ExposedPorts"), effective.exposedPorts())));
        config.set("Env", DockerJson.arrayOrNull(effective.env()));
        config.set("Cmd", list(effective.cmd(), config.path("Cmd")));
        config.set("Entrypoint", list(effective.entrypoint(), config.path("Entrypoint")));
        effective.healthcheck().ifPresent(h -> config.set("Healthcheck", healthcheck(h)));
        config.set("Volumes", effective.volumes().isEmpty() ? NullNode.instance : keys(effective.volumes()));
        config.set("Labels", DockerJson.map(effective.labels()));
        return ContainerSchema.CONFIG.read(config, Where.ROOT);
    }

    /** Returns {@code Config} of an image. */
    static ObjectNode config(ImageConfig image) {
        ObjectNode config = ContainerSchema.CONFIG.zero();
        config.put("User", image.user()).put("WorkingDir", image.workingDir()).put("StopSignal", image.stopSignal());
        config.set(
                "ExposedPorts",
                keys(image.exposedPorts().stream().map(Port::key).toList()));
        config.set("Env", DockerJson.arrayOrNull(image.env()));
        config.set("Cmd", DockerJson.arrayOrNull(image.cmd()));
        config.set("Entrypoint", DockerJson.arrayOrNull(image.entrypoint()));
        image.healthcheck().ifPresent(h -> config.set("Healthcheck", healthcheck(h)));
        config.set("Volumes", image.volumes().isEmpty() ? NullNode.instance : keys(image.volumes()));
        config.set("Labels", image.labels().isEmpty() ? NullNode.instance : DockerJson.map(image.labels()));
        return ContainerSchema.CONFIG.read(config, Where.ROOT);
    }

    /** Returns the words in force; of none, an empty list where that was asked for, which is not the same as nothing. */
    private static JsonNode list(Optional<List<String>> texts, JsonNode asked) {
        if (texts.isPresent()) {
            return DockerJson.array(texts.get());
        }
        return asked.isArray() && asked.isEmpty() ? asked : NullNode.instance;
    }

    /** Returns the ports as they were asked for, and those that the image adds. */
    private static Set<String> exposed(List<String> asked, List<Port> effective) {
        List<Port> known = PortReader.exposed(asked);
        var all = new TreeSet<>(asked);
        effective.stream().filter(p -> !known.contains(p)).map(Port::key).forEach(all::add);
        return all;
    }

    private static ObjectNode keys(Collection<String> keys) {
        ObjectNode out = DockerJson.object();
        keys.forEach(out::putObject);
        return out;
    }

    private static ObjectNode healthcheck(Healthcheck check) {
        ObjectNode out = DockerJson.object();
        out.set("Test", DockerJson.array(check.test()));
        out.put("Interval", check.interval().toNanos())
                .put("Timeout", check.timeout().toNanos())
                .put("StartPeriod", check.startPeriod().toNanos())
                .put("StartInterval", check.startInterval().toNanos())
                .put("Retries", check.retries());
        return out;
    }
}
