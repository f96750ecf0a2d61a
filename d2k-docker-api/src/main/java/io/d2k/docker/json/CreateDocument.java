package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import java.nio.charset.StandardCharsets;

/**
 * The body of {@code POST /containers/create} in the Docker Engine's form: every field that it knows is there, in its
 * order, with its unset value where the client sent none.
 *
 * @param config the portable part
 * @param host the part that depends on the host
 * @param endpoints networks to join: name or ID to settings
 * @param hasConfig whether the client sent any field of the portable part
 * @param hasHost whether the client sent any field of the other part
 */
record CreateDocument(ObjectNode config, ObjectNode host, ObjectNode endpoints, boolean hasConfig, boolean hasHost) {
    private static final String HOST = "HostConfig";
    private static final String DEFAULT_NETWORK = "bridge";

    /**
     * Reads a body.
     *
     * @throws EngineException in Docker's words when it is not a create request
     */
    static CreateDocument parse(byte[] body) {
        JsonNode tree = DockerJson.tree(body);
        ObjectNode all = (ObjectNode) ContainerSchema.WRAPPER.readOrZero(tree, Where.ROOT);
        ObjectNode config = ContainerSchema.CONFIG.read(all, Where.ROOT);
        ObjectNode top = ContainerSchema.HOST_CONFIG.read(all, Where.ROOT);
        boolean hasConfig = names(tree, ContainerSchema.CONFIG);
        boolean hasTop = names(tree, ContainerSchema.HOST_CONFIG);
        boolean hasInner = all.path(HOST).isObject();
        ObjectNode host = hasInner ? (ObjectNode) all.path(HOST) : top;
        if (hasInner && hasTop) {
            for (String name : new String[] {"Memory", "MemorySwap", "CpuShares", "CpusetCpus", "VolumeDriver"}) {
                inherit(host, name, top.path(name));
            }
        }
        if (hasInner || hasTop) {
            inherit(host, "CpusetCpus", all.path("Cpuset"));
        }
        var endpoints = DockerJson.object();
        all.path("NetworkingConfig")
                .path("EndpointsConfig")
                .properties()
                .forEach(e -> endpoints.set(e.getKey(), endpoint(e.getKey(), e.getValue())));
        var document = new CreateDocument(config, host, endpoints, hasConfig, hasInner || hasTop);
        document.resolveDefaultNetwork();
        return document;
    }

    private static JsonNode endpoint(String network, JsonNode settings) {
        if (settings.isNull()) {
            throw EngineException.invalid("invalid config for network " + network + ": EndpointsConfig is nil");
        }
        return settings;
    }

    /** Reads back what {@link #compact} wrote. */
    static CreateDocument parse(String document) {
        return parse(document.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean names(JsonNode tree, GoStruct struct) {
        return tree.properties().stream().anyMatch(e -> struct.field(e.getKey()).isPresent());
    }

    private static void inherit(ObjectNode host, String name, JsonNode value) {
        if (!value.isMissingNode() && GoType.isEmpty(host.path(name)) && !GoType.isEmpty(value)) {
            host.set(name, value);
        }
    }

    private void resolveDefaultNetwork() {
        String mode = host.path("NetworkMode").asText();
        if (mode.isEmpty() || mode.equals("default")) {
            host.put("NetworkMode", DEFAULT_NETWORK);
            JsonNode settings = endpoints.remove("default");
            if (settings != null) {
                endpoints.set(DEFAULT_NETWORK, settings);
            }
        }
    }

    /** Returns the request as compact text, without what is unset. */
    String compact() {
        ObjectNode out = ContainerSchema.CONFIG.withoutUnset(config);
        ObjectNode hostSet = ContainerSchema.HOST_CONFIG.withoutUnset(host);
        if (!hostSet.isEmpty()) {
            out.set(HOST, hostSet);
        }
        if (!endpoints.isEmpty()) {
            ObjectNode settings = DockerJson.object();
            endpoints
                    .properties()
                    .forEach(e ->
                            settings.set(e.getKey(), ContainerSchema.ENDPOINT.withoutUnset((ObjectNode) e.getValue())));
            out.putObject("NetworkingConfig").set("EndpointsConfig", settings);
        }
        return DockerJson.text(out);
    }
}
