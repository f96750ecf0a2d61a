package io.d2k.domain.container.rule;

import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.error.EngineException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a container may have the privileges that it asks for, where the operator does not allow all of them. What is
 * usual is what Docker gives without being asked; it is also what the Pod Security Standard "baseline" allows.
 */
public final class PrivilegeRule {
    private static final Set<String> USUAL = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    private PrivilegeRule() {}

    /**
     * Checks what is asked for.
     *
     * @param all whether everything is allowed
     * @throws EngineException {@code FORBIDDEN} when it is not
     */
    public static void check(SecuritySpec security, boolean all) {
        if (all) {
            return;
        }
        if (security.privileged()) {
            throw refused("--privileged");
        }
        List<String> unusual = security.capAdd().stream()
                .filter(c -> !USUAL.contains(plain(c)))
                .toList();
        if (!unusual.isEmpty()) {
            throw refused("--cap-add " + String.join(",", unusual));
        }
        for (String option : security.securityOpt()) {
            if (option.replace(':', '=').endsWith("=unconfined")) {
                throw refused("--security-opt " + option);
            }
        }
    }

    private static String plain(String capability) {
        String upper = capability.toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
    }

    private static EngineException refused(String what) {
        return EngineException.forbidden(what + " is not allowed here (D2K_ALLOW_PRIVILEGED)");
    }
}
