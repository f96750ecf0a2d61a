package io.d2k.embed;

import io.d2k.docker.json.ContainerDecoder;
import io.d2k.docker.json.ServiceDecoder;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.service.ServiceSpec;
import java.nio.charset.StandardCharsets;

/** The bodies of requests of Docker's, as what the use cases take. */
public final class DockerRequests {
    private DockerRequests() {}

    /**
     * Reads the body of {@code POST /containers/create}.
     *
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public static ContainerSpec container(String json) {
        return new ContainerDecoder().decode(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the body of {@code POST /services/create}.
     *
     * @param networks of the engine that the service is for: it keeps their IDs, where the request may give names
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public static ServiceSpec service(String json, Networks networks) {
        return ServiceDecoder.decode(json.getBytes(StandardCharsets.UTF_8), networks);
    }
}
