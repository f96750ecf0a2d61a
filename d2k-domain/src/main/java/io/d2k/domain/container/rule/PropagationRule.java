package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.Propagation;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.error.EngineException;
import java.util.Set;
import java.util.stream.Stream;

/** Which way mounts below a path of the node spread ({@code -v /:/host:rslave}), as Kubernetes can let them. */
public final class PropagationRule {
    /** Docker's default. */
    static final String PRIVATE = "rprivate";

    private static final Set<String> SHARED = Set.of("shared", "rshared");
    private static final Set<String> FROM_HOST = Set.of("slave", "rslave");
    private static final Set<String> NONE = Set.of("", "private", PRIVATE);

    private PropagationRule() {}

    /** Returns whether a word is one; nothing said is none. */
    public static boolean known(String word) {
        return !word.isEmpty() && (SHARED.contains(word) || FROM_HOST.contains(word) || NONE.contains(word));
    }

    /**
     * Returns the word as inspect shows it.
     *
     * @throws EngineException in Docker's words where it is none
     */
    static String checked(String word) {
        if (!word.isEmpty() && !known(word)) {
            throw EngineException.invalid("invalid mount config for type \"bind\": invalid propagation mode: " + word);
        }
        return word.isEmpty() ? PRIVATE : word;
    }

    /** Returns what a pod mounts. Kubernetes lets only privileged containers pass mounts of their own on. */
    public static Mount mount(MountDraft.Bind bind, boolean privileged) {
        boolean shared = SHARED.contains(bind.propagation());
        Propagation spread = shared && privileged
                ? Propagation.BOTH_WAYS
                : shared || FROM_HOST.contains(bind.propagation()) ? Propagation.FROM_HOST : Propagation.NONE;
        return new Mount.HostPath("", bind.source(), bind.target(), bind.readOnly(), spread);
    }

    /** Warns where mounts of the container were to be seen on the node, and will not be. */
    static void judge(StorageSpec storage, boolean privileged, Warnings warnings) {
        Stream.concat(
                        storage.binds().stream()
                                .map(b -> b.split(":", -1))
                                .filter(parts -> parts.length == 3)
                                .flatMap(parts -> Stream.of(parts[2].split(","))),
                        storage.mounts().stream().map(MountRequest::propagation))
                .filter(word -> !privileged && SHARED.contains(word))
                .forEach(word -> warnings.add("Kubernetes lets only privileged containers share mounts with the node. "
                        + word + " was taken for " + word.replace("shared", "slave") + "."));
    }
}
