package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.error.EngineException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The options of a tmpfs. Kubernetes has a size and read-only; its memory volumes are writable for everybody, as
 * Docker's are unless a mode is asked for.
 */
final class TmpfsRule {
    /** What a memory volume is anyway, or what its reader cannot tell from it. */
    private static final Set<String> AS_IT_IS =
            Set.of("defaults", "rw", "exec", "suid", "dev", "async", "atime", "diratime", "relatime");

    private static final Set<String> WITHOUT_COUNTERPART = Set.of(
            "noexec",
            "nosuid",
            "nodev",
            "sync",
            "dirsync",
            "remount",
            "mand",
            "nomand",
            "noatime",
            "nodiratime",
            "bind",
            "rbind",
            "unbindable",
            "runbindable",
            "private",
            "rprivate",
            "shared",
            "rshared",
            "slave",
            "rslave",
            "norelatime",
            "strictatime",
            "nostrictatime");
    private static final Set<String> KEYS = Set.of("mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol");
    private static final int EVERYBODY = 0777;

    private TmpfsRule() {}

    /**
     * Reads the options of one {@code HostConfig.Tmpfs}.
     *
     * @param options separated by commas
     * @throws EngineException in Docker's words for an option that no tmpfs has
     */
    static MountDraft.Tmpfs read(String target, String options) {
        long size = 0;
        boolean readOnly = false;
        for (String option : split(options).toList()) {
            String key = option.substring(0, Math.max(0, option.indexOf('=')));
            if (key.equals("size")) {
                size = bytes(option.substring("size=".length()));
            } else if (option.equals("ro") || option.equals("rw")) {
                readOnly = option.equals("ro");
            } else if (!KEYS.contains(key) && !AS_IT_IS.contains(option) && !WITHOUT_COUNTERPART.contains(option)) {
                throw EngineException.invalid("invalid tmpfs option \"" + option.split("=", 2)[0] + "\"");
            }
        }
        return new MountDraft.Tmpfs(target, size, readOnly);
    }

    /** Warns of every option that is asked for and not carried over. */
    static void judge(StorageSpec storage, Warnings warnings) {
        storage.tmpfs()
                .forEach((target, options) -> split(options)
                        .filter(o -> WITHOUT_COUNTERPART.contains(o) || o.indexOf('=') > 0 && !o.startsWith("size="))
                        .filter(o -> !o.startsWith("mode=") || !forEverybody(o.substring("mode=".length())))
                        .forEach(o -> warn(o, target, warnings)));
        for (MountRequest mount : storage.mounts()) {
            OptionalInt mode = mount.tmpfsMode();
            if (mode.isPresent() && (mode.getAsInt() & EVERYBODY) != EVERYBODY) {
                warn("mode=" + Integer.toOctalString(mode.getAsInt()), mount.target(), warnings);
            }
        }
    }

    private static void warn(String option, String target, Warnings warnings) {
        warnings.add(
                "Kubernetes has no counterpart of the tmpfs option " + option + " of " + target + ". It was ignored.");
    }

    private static Stream<String> split(String options) {
        return Arrays.stream(options.split(",")).filter(o -> !o.isEmpty());
    }

    private static boolean forEverybody(String octal) {
        return List.of("777", "0777", "1777", "01777").contains(octal);
    }

    private static long bytes(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        OptionalInt shift = switch (Character.toLowerCase(text.charAt(text.length() - 1))) {
            case 'k' -> OptionalInt.of(10);
            case 'm' -> OptionalInt.of(20);
            case 'g' -> OptionalInt.of(30);
            default -> OptionalInt.empty();
        };
        String digits = shift.isPresent() ? text.substring(0, text.length() - 1) : text;
        boolean number =
                !digits.isEmpty() && digits.length() < 13 && digits.chars().allMatch(Character::isDigit);
        long value = number ? Long.parseLong(digits) : 0;
        if (!number || value > Long.MAX_VALUE >> shift.orElse(0)) {
            throw EngineException.invalid("invalid tmpfs option \"size=" + text + "\"");
        }
        return value << shift.orElse(0);
    }
}
