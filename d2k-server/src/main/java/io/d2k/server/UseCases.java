package io.d2k.server;

import io.d2k.docker.route.SwarmApi;
import io.d2k.domain.engine.Engine;

/** What the routes of the Docker API call of an engine. */
public final class UseCases {
    private UseCases() {}

    /** Returns them. */
    public static io.d2k.docker.route.Engine of(Engine engine) {
        return new io.d2k.docker.route.Engine(
                engine.containers(),
                engine.execs(),
                engine.images(),
                engine.volumes(),
                engine.networks(),
                engine.system(),
                engine.events(),
                engine.stats(),
                engine.files(),
                engine.registries(),
                engine.swarm()
                        .map(s -> new SwarmApi(
                                s.swarm(),
                                s.nodes(),
                                s.secrets(),
                                s.configs(),
                                engine.services().orElseThrow().services(),
                                engine.services().orElseThrow().tasks())));
    }
}
