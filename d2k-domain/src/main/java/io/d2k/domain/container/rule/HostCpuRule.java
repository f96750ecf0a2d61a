package io.d2k.domain.container.rule;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.system.Node;
import java.util.List;
import java.util.Optional;

/**
 * Rule: nobody is given more CPUs than a machine has, as in the Docker Engine; in a cluster the largest node counts, since
 * a container runs on one of them. Where nodes cannot be seen nobody knows, and the node decides.
 */
public final class HostCpuRule {
    private static final long NANOS = 1_000_000_000L;

    private HostCpuRule() {}

    /**
     * Checks a limit.
     *
     * @param nanoCpus billionths of a CPU; 0 for none
     * @throws EngineException in Docker's words
     */
    public static void check(long nanoCpus, List<Node> nodes) {
        refusal(nanoCpus, nodes).ifPresent(why -> {
            throw EngineException.invalid(why);
        });
    }

    /** Returns why a limit is none that a container can have, in Docker's words. */
    public static Optional<String> refusal(long nanoCpus, List<Node> nodes) {
        int most = nodes.stream().mapToInt(Node::cpus).max().orElse(0);
        return most > 0 && (nanoCpus < 0 || nanoCpus > most * NANOS)
                ? Optional.of(
                        "Range of CPUs is from 0.01 to " + most + ".00, as there are only " + most + " CPUs available")
                : Optional.empty();
    }
}
