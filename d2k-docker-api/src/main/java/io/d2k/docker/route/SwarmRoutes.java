package io.d2k.docker.route;

import io.d2k.docker.json.SwarmEncoder;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.in.Swarm;

/** The swarm as a whole. */
final class SwarmRoutes {
    private final Swarm swarm;

    SwarmRoutes(Swarm swarm) {
        this.swarm = swarm;
    }

    void inspect(Call call) {
        call.answer(200, SwarmEncoder.swarm(swarm.inspect()));
    }

    /** A swarm whose managers are not locked has none, and that is a fact, not a failure. */
    void unlockKey(Call call) {
        call.answer(200, SwarmEncoder.unlockKey());
    }

    /** Nor can it be unlocked. */
    void unlock(Call call) {
        throw EngineException.conflict("swarm is not locked");
    }
}
