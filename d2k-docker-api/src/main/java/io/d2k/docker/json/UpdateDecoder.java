package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.ContainerUpdate;
import io.d2k.domain.container.RestartPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads {@code POST /containers/ID/update}. */
public final class UpdateDecoder {
    private UpdateDecoder() {}

    /**
     * Reads a request; an empty body changes nothing.
     *
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public static Update decode(byte[] body, ApiVersion version) {
        ObjectNode update = DockerJson.read(body, ContainerSchema.UPDATE);
        IgnoredResourceCheck.check(new Fields(update));
        if (version.before(40)) {
            update.putNull("PidsLimit");
        }
        if (!version.before(42)) {
            update.remove("KernelMemory");
        }
        var policy = new Fields(update.path("RestartPolicy"));
        var settings = new TreeMap<String, String>();
        update.properties().forEach(e -> {
            // A PidsLimit of 0 lifts the limit, so for it only null means "not asked".
            boolean unset = e.getKey().equals("PidsLimit")
                    ? e.getValue().isNull()
                    : DefaultSettings.isDefault(e.getKey(), e.getValue());
            if (!unset && !e.getKey().equals("RestartPolicy")) {
                settings.put(e.getKey(), DockerJson.text(e.getValue()));
            }
        });
        return new Update(
                policy.text("Name").isEmpty() ? Optional.empty() : Optional.of(RestartPolicies.read(policy)),
                settings,
                DockerJson.text(ContainerSchema.UPDATE.withoutUnset(update)));
    }

    /**
     * An update.
     *
     * @param restart the new restart policy, nothing to keep the old one
     * @param settings the other settings that were set: name such as {@code Memory} to the value as JSON text
     * @param document what was asked as compact JSON, in the form of a part of {@code HostConfig}
     */
    public record Update(Optional<RestartPolicy> restart, Map<String, String> settings, String document) {
        /** Returns this in the domain's terms. */
        public ContainerUpdate toDomain() {
            ObjectNode body = DockerJson.object();
            body.set("HostConfig", DockerJson.read(document.getBytes(StandardCharsets.UTF_8)));
            CreateDocument alone = CreateDocument.parse(DockerJson.bytes(body));
            return new ContainerUpdate(restart, SpecReader.read(alone), this::into);
        }

        private ContainerSpec into(ContainerSpec spec) {
            CreateDocument created = CreateDocument.parse(spec.document());
            ObjectNode host = created.host();
            long memory = host.path("Memory").asLong();
            if (settings.containsKey("Memory")
                    && memory > 0
                    && host.path("MemorySwap").asLong() == 0) {
                // Docker has chosen it at the creation, and keeps what it chose then
                host.put("MemorySwap", memory * 2);
            }
            settings.forEach((name, value) -> host.set(name, DockerJson.tree(value.getBytes(StandardCharsets.UTF_8))));
            restart.ifPresent(policy -> host.putObject("RestartPolicy")
                    .put("Name", policy.mode().word())
                    .put("MaximumRetryCount", policy.maximumRetries()));
            return SpecReader.read(created);
        }

        /** Copies the map. */
        public Update {
            settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        }
    }
}
