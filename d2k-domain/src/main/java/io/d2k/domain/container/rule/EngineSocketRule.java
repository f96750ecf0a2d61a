package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Containers that mount Docker's socket want the engine that runs them. On a node there is no socket of d2k; what they can
 * have is its address, by the variable that Docker's clients look at first.
 */
public final class EngineSocketRule {
    private static final Set<String> SOCKETS = Set.of("/var/run/docker.sock", "/run/docker.sock");
    private static final String VARIABLE = "DOCKER_HOST";
    /** Does nothing else than talk to the engine, and its users wait in vain for it. */
    private static final Pattern RYUK = Pattern.compile("(?:.*/)?testcontainers/ryuk(?:[:@].*)?");

    private EngineSocketRule() {}

    /**
     * What the pod of a container gets.
     *
     * @param mounts without Docker's socket, where an address stands for it
     * @param env with that address
     */
    public record Reached(List<Mount> mounts, List<EnvVar> env) {
        /** Copies the lists. */
        public Reached {
            mounts = List.copyOf(mounts);
            env = List.copyOf(env);
        }
    }

    /** Returns whether a path of the node, mounted at a target, is meant to be the socket of the engine. */
    public static boolean meant(String path, String target) {
        return SOCKETS.contains(path) || SOCKETS.contains(target);
    }

    /**
     * Translates. A variable of the container's own that leads elsewhere than to the mounted socket stays.
     *
     * @param image the image as asked for
     * @param address by which containers reach this engine ({@code D2K_CONTAINER_DOCKER_HOST})
     * @throws EngineException for Ryuk, where there is no address
     */
    public static Reached reach(
            List<Mount> mounts, List<EnvVar> env, String image, Optional<String> address, Warnings warnings) {
        Optional<Mount.HostPath> socket = mounts.stream()
                .filter(Mount.HostPath.class::isInstance)
                .map(Mount.HostPath.class::cast)
                .filter(m -> meant(m.path(), m.target()))
                .findFirst();
        if (socket.isEmpty()) {
            return new Reached(mounts, env);
        }
        if (address.isEmpty()) {
            if (RYUK.matcher(image).matches()) {
                throw EngineException.unsupported("Ryuk needs the socket of the engine, which no node has: set"
                        + " TESTCONTAINERS_RYUK_DISABLED=true for the tests, or D2K_CONTAINER_DOCKER_HOST for d2k");
            }
            warnings.add(
                    socket.get().path() + " is mounted from the node: it is no socket of this engine. Containers reach"
                            + " the engine where D2K_CONTAINER_DOCKER_HOST says how.");
            return new Reached(mounts, env);
        }
        List<Mount> others =
                mounts.stream().filter(m -> !m.equals(socket.get())).toList();
        warnings.add("No node has a socket of this engine. The container reaches it by " + VARIABLE + "="
                + address.get() + " instead of " + socket.get().target() + ".");
        return new Reached(others, with(env, "unix://" + socket.get().target(), address.get()));
    }

    private static List<EnvVar> with(List<EnvVar> env, String socket, String address) {
        List<EnvVar> all = new ArrayList<>(env);
        all.removeIf(e ->
                e.name().equals(VARIABLE) && (e.value().isEmpty() || e.value().equals(socket)));
        if (all.stream().noneMatch(e -> e.name().equals(VARIABLE))) {
            all.add(new EnvVar(VARIABLE, address));
        }
        return all;
    }
}
