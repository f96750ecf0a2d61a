package io.d2k.docker.json;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.port.out.ContainerDocuments;

/** Reads {@code POST /containers/create}. */
public final class ContainerDecoder implements ContainerDocuments {
    /**
     * Reads a request of the newest API version.
     *
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public ContainerSpec decode(byte[] body) {
        return decode(body, ApiVersion.LATEST);
    }

    /**
     * Reads a request.
     *
     * @param body the body, also empty
     * @param version the API version that the client asked for
     * @throws io.d2k.domain.error.EngineException of kind INVALID in Docker's words
     */
    public ContainerSpec decode(byte[] body, ApiVersion version) {
        CreateDocument document = CreateDocument.parse(body);
        CreateChecks.check(document);
        VersionQuirks.apply(document, version);
        return SpecReader.read(document);
    }

    @Override
    public ContainerSpec read(String document) {
        return SpecReader.read(CreateDocument.parse(document));
    }
}
