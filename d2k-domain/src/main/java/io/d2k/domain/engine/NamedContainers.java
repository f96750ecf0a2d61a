package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.error.EngineException;
import java.util.stream.Stream;

/** The containers that the request for a new one names: as in Docker, one that is not there makes the request wrong. */
final class NamedContainers {
    private static final String CONTAINER = "container:";

    private final ContainerLookup lookup;

    NamedContainers(ContainerLookup lookup) {
        this.lookup = lookup;
    }

    /**
     * Looks for all of them but those of {@code --network container:}, which Docker looks for when it starts.
     *
     * @throws EngineException in Docker's words
     */
    void require(ContainerSpec spec) {
        Stream.of(spec.security().pidMode(), spec.security().ipcMode())
                .filter(mode -> mode.startsWith(CONTAINER))
                .forEach(mode -> lookup.requireNamed(mode.substring(CONTAINER.length())));
    }
}
