package io.d2k.docker.route;

import io.d2k.docker.json.DockerJson;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.in.Containers;
import io.d2k.domain.port.in.Images;

/** Answers for what d2k does not do, each with what to do instead. */
final class Unsupported {
    private static final String NO_SWARM = "This node is not a swarm manager. Use \"docker swarm init\" or"
            + " \"docker swarm join\" to connect this node to swarm and try again.";

    private Unsupported() {}

    /** Answers 501. */
    static Handler because(String sentence) {
        return call -> {
            throw EngineException.unsupported(sentence);
        };
    }

    /** Answers 501 for a container that exists, and as usual for one that does not. */
    static Handler ofContainer(Containers containers, String sentence) {
        return call -> {
            containers.requireExists(call.ref());
            throw EngineException.unsupported(sentence);
        };
    }

    /** Answers 501 for a commit of a container that exists; what is wrong otherwise, as usual. */
    static Handler ofCommit(Containers containers, String sentence) {
        return call -> {
            DockerJson.readOptional(call.json());
            containers.requireExists(call.query().get("container"));
            throw EngineException.unsupported(sentence);
        };
    }

    /** Answers 501 for an image that exists, and as usual for one that does not. */
    static Handler ofImage(Images images, String sentence) {
        return call -> {
            images.inspect(call.ref());
            throw EngineException.unsupported(sentence);
        };
    }

    /** Answers as an engine outside a swarm does. */
    static Handler noSwarm() {
        return call -> {
            throw EngineException.unavailable(NO_SWARM);
        };
    }

    /** Answers a leave as an engine outside a swarm does. */
    static Handler notInSwarm() {
        return call -> {
            throw EngineException.unavailable("This node is not part of a swarm");
        };
    }
}
