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
        config.set(
                "ExposedPorts",
                keys(effective.exposedPorts().stream().map(Port::key).toList()));
        if (!effective.env().isEmpty() || !config.path("Env").isArray()) {
            config.set("Env", DockerJson.arrayOrNull(effective.env()));
        }
        config.set("Cmd", list(effective.cmd()));
        config.set("Entrypoint", list(effective.entrypoint()));
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

    private static JsonNode list(Optional<List<String>> texts) {
        return texts.isPresent() ? DockerJson.array(texts.get()) : NullNode.instance;
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
