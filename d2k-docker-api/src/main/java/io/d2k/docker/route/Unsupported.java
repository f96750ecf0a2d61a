package io.d2k.docker.route;

import io.d2k.domain.error.EngineException;

/** Answers for what d2k does not do, each with what to do instead. */
final class Unsupported {
    /** Of all that makes or uses the state of a process. */
    static final String CHECKPOINTS = "checkpoints are not supported: Kubernetes cannot restore a process";

    private static final String NO_SWARM = "This node is not a swarm manager. Use \"docker swarm init\" or"
            + " \"docker swarm join\" to connect this node to swarm and try again.";

    private Unsupported() {}

    /** Answers 501. */
    static Handler because(String sentence) {
        return call -> {
            throw EngineException.unsupported(sentence);
        };
    }

    /**
     * Answers 501 for what exists, and as usual for what does not.
     *
     * @param require fails for a container or an image that does not exist
     */
    static Handler of(Handler require, String sentence) {
        return call -> {
            require.handle(call);
            throw EngineException.unsupported(sentence);
        };
    }

    /** Answers as an engine outside a swarm does. */
    static Handler noSwarm() {
        return unavailable(NO_SWARM);
    }

    /** Answers as an engine does that is in no state for it: 503. */
    static Handler unavailable(String sentence) {
        return call -> {
            throw EngineException.unavailable(sentence);
        };
    }

    /** Answers a leave as an engine outside a swarm does. */
    static Handler notInSwarm() {
        return unavailable("This node is not part of a swarm");
    }
}
