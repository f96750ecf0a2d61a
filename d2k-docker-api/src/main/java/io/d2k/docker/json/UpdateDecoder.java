package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.RestartPolicy;
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
        /** Copies the map. */
        public Update {
            settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        }
    }
}
