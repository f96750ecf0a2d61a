package io.d2k.domain.system;

import java.util.Locale;
import java.util.Map;

/** The names of processors' architectures: Go's, which images and Kubernetes have, and what others call the same. */
public final class Architecture {
    private static final Map<String, String> GO_NAMES = Map.ofEntries(
            Map.entry("x86_64", "amd64"),
            Map.entry("x86-64", "amd64"),
            Map.entry("aarch64", "arm64"),
            Map.entry("armhf", "arm"),
            Map.entry("armel", "arm"),
            Map.entry("armv6l", "arm"),
            Map.entry("armv7l", "arm"),
            Map.entry("x86", "386"),
            Map.entry("i386", "386"),
            Map.entry("i686", "386"));
    private static final Map<String, String> MACHINES =
            Map.of("amd64", "x86_64", "arm64", "aarch64", "arm", "armv7l", "386", "i686");

    private Architecture() {}

    /**
     * Returns Go's name for an architecture, in small letters; what has no other name stays as it is.
     *
     * @param name such as {@code amd64}, or one of Debian's, of the JVM's, or of {@code uname}, such as {@code x86_64}
     */
    public static String goName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return GO_NAMES.getOrDefault(lower, lower);
    }

    /**
     * Returns the kernel's name for an architecture, as {@code uname -m} prints it.
     *
     * @param goName such as {@code amd64}
     */
    public static String machine(String goName) {
        return MACHINES.getOrDefault(goName, goName);
    }
}
