package io.d2k.domain.container.rule;

import io.d2k.domain.TruthText;
import io.d2k.domain.container.Seccomp;
import io.d2k.domain.error.EngineException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which {@code --security-opt} values are any (moby {@code daemon/daemon_unix.go}, {@code parseSecurityOpt}). */
public final class SecurityOptionRule {
    private static final String NO_NEW_PRIVILEGES = "no-new-privileges";
    private static final Set<String> NAMES = Set.of("label", "apparmor", "seccomp");

    private static final Pattern PROFILE = Pattern.compile("\\{.*", Pattern.DOTALL);

    private SecurityOptionRule() {}

    /**
     * Fails for an option that Docker does not know.
     *
     * @throws EngineException in Docker's words
     */
    static void check(String option) {
        if (option.equals(NO_NEW_PRIVILEGES) || option.equals("disable")) {
            return;
        }
        String[] parts = option.split(option.contains("=") ? "=" : ":", 2);
        if (parts.length == 1) {
            throw EngineException.unclassed("invalid --security-opt 1: \"" + option + "\"");
        }
        boolean flag =
                parts[0].equals(NO_NEW_PRIVILEGES) && TruthText.parse(parts[1]).isPresent();
        if (!flag && !NAMES.contains(parts[0])) {
            throw EngineException.unclassed("invalid --security-opt 2: \"" + option + "\"");
        }
    }

    /** Returns the filter of system calls that the option, once checked, asks for by name; none for profiles of one's own. */
    static Optional<Seccomp> seccomp(String option) {
        return switch (option.replaceFirst("^seccomp:", "seccomp=")) {
            case "seccomp=unconfined" -> Optional.of(Seccomp.UNCONFINED);
            case "seccomp=builtin" -> Optional.of(Seccomp.OF_RUNTIME);
            default -> Optional.empty();
        };
    }

    /** Returns whether the option, once checked, asks for no profile of AppArmor. */
    public static boolean withoutAppArmor(String option) {
        return option.equals("apparmor=unconfined") || option.equals("apparmor:unconfined");
    }

    /** Returns whether the option, once checked, asks for no label of SELinux: no privileged container has one. */
    static boolean withoutLabel(String option) {
        return option.equals("label=disable") || option.equals("label:disable");
    }

    /** Returns the option for a message: clients send the whole text of a profile. */
    static String brief(String option) {
        return PROFILE.matcher(option).replaceFirst("{...}");
    }

    /** Returns whether the option, once checked, is about new privileges. */
    static boolean ofNewPrivileges(String option) {
        return option.startsWith(NO_NEW_PRIVILEGES);
    }

    /** Returns whether the option, once checked, forbids new privileges. */
    static boolean forbidsNewPrivileges(String option) {
        return option.equals(NO_NEW_PRIVILEGES)
                || ofNewPrivileges(option)
                        && TruthText.parse(option.substring(NO_NEW_PRIVILEGES.length() + 1))
                                .orElse(false);
    }
}
