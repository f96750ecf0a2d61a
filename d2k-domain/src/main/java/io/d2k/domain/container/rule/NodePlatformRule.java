package io.d2k.domain.container.rule;

import io.d2k.domain.error.EngineException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which nodes a container goes to whose platform was asked for ({@code --platform}). */
final class NodePlatformRule {
    private static final String OS = "kubernetes.io/os";
    private static final String ARCH = "kubernetes.io/arch";
    private static final String LINUX = "linux";
    private static final Set<String> ARCHITECTURES =
            Set.of("386", "amd64", "arm", "arm64", "loong64", "mips64le", "ppc64le", "riscv64", "s390x");

    private NodePlatformRule() {}

    /**
     * Returns the labels of such nodes.
     *
     * @param platform {@code os}, {@code architecture}, {@code os/architecture} or {@code os/architecture/variant}, in any
     *     case and with the names that Docker takes for an architecture besides its own; empty for none
     * @throws EngineException when it is not of Linux
     */
    static Map<String, String> labels(String platform) {
        if (platform.isEmpty()) {
            return Map.of();
        }
        String[] parts = platform.toLowerCase(Locale.ROOT).split("/");
        if (parts.length == 1 && ARCHITECTURES.contains(architecture(parts[0]))) {
            return Map.of(OS, LINUX, ARCH, architecture(parts[0]));
        }
        if (parts.length == 0 || !parts[0].equals(LINUX)) {
            throw EngineException.invalid("\"" + platform + "\": unsupported platform: d2k runs linux images only");
        }
        return parts.length < 2 ? Map.of(OS, LINUX) : Map.of(OS, LINUX, ARCH, architecture(parts[1]));
    }

    private static String architecture(String name) {
        return switch (name) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "armhf", "armel" -> "arm";
            case "i386" -> "386";
            default -> name;
        };
    }
}
