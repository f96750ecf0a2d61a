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
     * Looks for all of them. Docker looks for that of {@code --network container:} when it starts; what names one that is
     * there is refused before that.
     *
     * @throws EngineException in Docker's words
     */
    void require(ContainerSpec spec) {
        Stream.of(
                        spec.security().pidMode(),
                        spec.security().ipcMode(),
                        spec.networks().mode())
                .filter(mode -> mode.startsWith(CONTAINER))
                .forEach(mode -> lookup.requireNamed(mode.substring(CONTAINER.length())));
    }
}
