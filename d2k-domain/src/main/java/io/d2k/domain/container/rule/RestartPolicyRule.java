package io.d2k.domain.container.rule;

import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.error.EngineException;

/** Which restart policies are well formed (moby {@code api/types/container/hostconfig.go}). */
public final class RestartPolicyRule {
    private RestartPolicyRule() {}

    /**
     * Checks a policy.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(RestartPolicy policy) {
        boolean negative = policy.maximumRetries() < 0;
        if (negative && policy.mode() == RestartPolicy.Mode.ON_FAILURE) {
            throw EngineException.invalid("invalid restart policy: maximum retry count cannot be negative");
        }
        if (policy.maximumRetries() != 0 && policy.mode() != RestartPolicy.Mode.ON_FAILURE) {
            throw EngineException.invalid(
                    "invalid restart policy: maximum retry count can only be used with 'on-failure'"
                            + (negative ? " and cannot be negative" : ""));
        }
    }
}
