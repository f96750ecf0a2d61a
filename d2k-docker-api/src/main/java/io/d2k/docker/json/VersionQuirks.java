package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import java.util.List;

/** What older API versions did not know is dropped from, or refused in, a create request that names such a version. */
final class VersionQuirks {
    private VersionQuirks() {}

    /**
     * Changes the request in place.
     *
     * @throws EngineException in Docker's words for what the version does not allow
     */
    static void apply(CreateDocument document, ApiVersion version) {
        ObjectNode host = document.host();
        if (version.before(25)) {
            host.put("AutoRemove", false);
        }
        if (version.before(40)) {
            host.remove("KernelMemoryTCP");
            if (host.path("IpcMode").asText().isEmpty()) {
                host.put("IpcMode", "shareable");
            }
        }
        if (version.before(42)) {
            host.set("ConsoleSize", ContainerSchema.HOST_CONFIG.zero().get("ConsoleSize"));
        } else {
            host.remove("KernelMemory");
        }
        if (version.before(43)) {
            host.remove("Annotations");
        }
        if (version.before(44)) {
            if (document.config().path("Healthcheck") instanceof ObjectNode check) {
                check.remove("StartInterval");
            }
            if (document.endpoints().size() > 1) {
                throw EngineException.invalid("Container cannot be created with multiple network endpoints: "
                        + String.join(", ", new Fields(document.endpoints()).names()));
            }
        }
        for (JsonNode mount : host.path("Mounts")) {
            mount((ObjectNode) mount, version);
        }
        JsonNode pids = host.path("PidsLimit");
        if (pids instanceof LongNode limit && limit.longValue() <= 0) {
            host.putNull("PidsLimit");
        }
    }

    private static void mount(ObjectNode mount, ApiVersion version) {
        String type = mount.path("Type").asText();
        JsonNode bind = mount.path("BindOptions");
        if (version.before(40) && bind instanceof ObjectNode options) {
            options.remove("NonRecursive");
        }
        if (version.before(42)) {
            if (bind instanceof ObjectNode options) {
                options.remove("CreateMountpoint");
            }
            dropForeign(mount, type, "VolumeOptions", "volume");
            dropForeign(mount, type, "TmpfsOptions", "tmpfs");
        } else {
            for (String kind : List.of("Volume", "Bind", "Tmpfs")) {
                if (mount.path(kind + "Options").isObject() && !type.equalsIgnoreCase(kind)) {
                    throw EngineException.invalid(
                            kind + "Options must not be specified on mount type \"" + type + "\"");
                }
            }
        }
        if (version.before(44)
                && type.equals("bind")
                && bind.path("ReadOnlyForceRecursive").asBoolean()) {
            throw EngineException.invalid("BindOptions.ReadOnlyForceRecursive needs API v1.44 or newer");
        }
        if (version.before(45)
                && !mount.path("VolumeOptions").path("Subpath").asText().isEmpty()) {
            throw EngineException.invalid("VolumeOptions.Subpath needs API v1.45 or newer");
        }
    }

    private static void dropForeign(ObjectNode mount, String type, String options, String owner) {
        if (!type.equals(owner)) {
            mount.remove(options);
        }
    }
}
