package io.d2k.domain.container.rule;

import io.d2k.domain.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code --cap-add} and {@code --cap-drop} to Kubernetes' names (capabilities(7) without the prefix). */
public final class CapabilityRule {
    private static final String PREFIX = "CAP_";
    private static final String ALL = "ALL";
    private static final Set<String> KNOWN = Set.of(
            "AUDIT_CONTROL",
            "AUDIT_READ",
            "AUDIT_WRITE",
            "BLOCK_SUSPEND",
            "BPF",
            "CHECKPOINT_RESTORE",
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "IPC_LOCK",
            "IPC_OWNER",
            "KILL",
            "LEASE",
            "LINUX_IMMUTABLE",
            "MAC_ADMIN",
            "MAC_OVERRIDE",
            "MKNOD",
            "NET_ADMIN",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_RAW",
            "PERFMON",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYSLOG",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_CHROOT",
            "SYS_MODULE",
            "SYS_NICE",
            "SYS_PACCT",
            "SYS_PTRACE",
            "SYS_RAWIO",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "WAKE_ALARM");

    private CapabilityRule() {}

    /**
     * Translates one list.
     *
     * @param field {@code CapAdd} or {@code CapDrop}, for the error
     * @throws EngineException for an unknown capability, in Docker's words
     */
    public static List<String> translate(String field, List<String> names) {
        List<String> out = new ArrayList<>();
        for (String name : names) {
            String upper = name.toUpperCase(Locale.ROOT);
            String plain = upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper;
            if (!upper.equals(ALL) && !KNOWN.contains(plain)) {
                throw EngineException.invalid("invalid " + field + ": unknown capability: \"" + PREFIX + plain + "\"");
            }
            out.add(plain);
        }
        return out;
    }
}
