package io.d2k.docker.json;

import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.error.EngineException;

/** Reads restart policies; what goes with what is for the domain to judge. */
final class RestartPolicies {
    private RestartPolicies() {}

    /**
     * Reads the {@code RestartPolicy} object of a new container; an empty name means never.
     *
     * @throws EngineException for an unknown name, in Docker's words
     */
    static RestartPolicy read(Fields policy) {
        String name = policy.text("Name");
        for (Mode mode : Mode.values()) {
            if (mode.word().equals(name.isEmpty() ? Mode.NO.word() : name)) {
                return new RestartPolicy(mode, policy.count("MaximumRetryCount"));
            }
        }
        throw EngineException.invalid("invalid restart policy: unknown policy '" + name
                + "'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
    }
}
