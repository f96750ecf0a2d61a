package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.StorageSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of a tmpfs. Kubernetes has a size and read-only; its memory volumes are writable for everybody, as
 * Docker's are unless a mode is asked for.
 */
public final class TmpfsRule {
    private static final String SIZE = "size=";

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
    private static final String AMOUNT = "[0-9]+[kmgtpeKMGTPE]?";
    /** What may have a value, and which the kernel takes for it. */
    private static final Map<String, Pattern> VALUES = Map.of(
            "size", Pattern.compile(AMOUNT + "|[0-9]+%"),
            "nr_inodes", Pattern.compile(AMOUNT),
            "nr_blocks", Pattern.compile(AMOUNT),
            "mode", Pattern.compile("[0-7]+"),
            "uid", Pattern.compile("[0-9]+"),
            "gid", Pattern.compile("[0-9]+"),
            "mpol", Pattern.compile(".*"));

    private static final int EVERYBODY = 0777;

    private TmpfsRule() {}

    /**
     * Reads the options of one {@code HostConfig.Tmpfs}; those with which no tmpfs is mounted, of which
     * {@link #refusal} tells, stand for nothing.
     *
     * @param options separated by commas
     */
    static MountDraft.Tmpfs read(String target, String options) {
        long size = 0;
        boolean readOnly = false;
        for (String option : split(options).toList()) {
            if (option.startsWith(SIZE)) {
                size = bytes(option.substring(SIZE.length())).orElse(0);
            } else if (option.equals("ro") || option.equals("rw")) {
                readOnly = option.equals("ro");
            }
        }
        return new MountDraft.Tmpfs(target, size, readOnly);
    }

    /**
     * Returns why a container with these does not start; Docker creates it all the same. An option that no tmpfs has is
     * refused in moby's words ({@code MergeTmpfsOptions}), a value that the kernel does not take in those of runc.
     */
    public static Optional<String> refusal(StorageSpec storage) {
        return storage.tmpfs().values().stream()
                .flatMap(TmpfsRule::split)
                .filter(o -> !known(o))
                .map(o -> "invalid tmpfs option \"" + o.split("=", 2)[0] + "\"")
                .findFirst()
                .or(() -> storage.tmpfs().entrySet().stream()
                        .filter(e -> split(e.getValue()).anyMatch(TmpfsRule::misread))
                        .map(e -> unmountable(e.getKey(), e.getValue()))
                        .findFirst());
    }

    private static String unmountable(String target, String options) {
        String data = split(options).filter(o -> o.indexOf('=') > 0).collect(Collectors.joining(","));
        return "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create"
                + " failed: unable to start container process: error during container init: error mounting \"tmpfs\" to"
                + " rootfs at \"" + target + "\": mount tmpfs:" + target + ", data: " + data
                + ": invalid argument: unknown";
    }

    private static boolean known(String option) {
        return option.indexOf('=') < 0
                ? option.equals("ro") || AS_IT_IS.contains(option) || WITHOUT_COUNTERPART.contains(option)
                : VALUES.containsKey(key(option));
    }

    private static boolean misread(String option) {
        return option.indexOf('=') >= 0
                && !VALUES.get(key(option))
                        .matcher(option.substring(option.indexOf('=') + 1))
                        .matches();
    }

    private static String key(String option) {
        return option.substring(0, option.indexOf('='));
    }

    /** Warns of every option that is asked for and not carried over. */
    static void judge(StorageSpec storage, Warnings warnings) {
        storage.tmpfs()
                .forEach((target, options) -> split(options)
                        .filter(o -> WITHOUT_COUNTERPART.contains(o)
                                || known(o) && o.indexOf('=') > 0 && !misread(o) && !bounds(o))
                        .filter(o -> !o.startsWith("mode=") || !forEverybody(o.substring("mode=".length())))
                        .forEach(o -> warn(o, target, warnings)));
        for (MountRequest mount : storage.mounts()) {
            if (storage.tmpfs().containsKey(MountRule.clean(mount.target()))) {
                warnings.add("The mount of " + mount.target()
                        + " is not to be seen, as with the Docker Engine: --tmpfs asks for memory there.");
            }
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

    private static boolean bounds(String option) {
        return option.startsWith(SIZE) && bytes(option.substring(SIZE.length())).isPresent();
    }

    private static boolean forEverybody(String octal) {
        return List.of("777", "0777", "1777", "01777").contains(octal);
    }

    /** Returns nothing for a share of the memory, and for more than anybody has. */
    private static OptionalLong bytes(String text) {
        String digits = text.replaceFirst("[a-zA-Z]$", "");
        int shift = digits.equals(text)
                ? 0
                : 10 * (1 + "kmgtpe".indexOf(Character.toLowerCase(text.charAt(digits.length()))));
        if (!digits.matches("[0-9]{1,12}")) {
            return OptionalLong.empty();
        }
        long value = Long.parseLong(digits);
        return value > Long.MAX_VALUE >> shift ? OptionalLong.empty() : OptionalLong.of(value << shift);
    }
}
