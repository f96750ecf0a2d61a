package io.d2k.domain.container.rule;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.AskedPlatform;
import java.util.Map;

/** Which nodes a container goes to whose platform was asked for ({@code --platform}). */
final class NodePlatformRule {
    private static final String OS = "kubernetes.io/os";
    private static final String ARCH = "kubernetes.io/arch";
    private static final String LINUX = "linux";

    private NodePlatformRule() {}

    /**
     * Returns the labels of such nodes.
     *
     * @param platform as {@link AskedPlatform} has it; empty for none
     * @throws EngineException when it is not of Linux
     */
    static Map<String, String> labels(String platform) {
        if (platform.isEmpty()) {
            return Map.of();
        }
        AskedPlatform asked = AskedPlatform.of(platform);
        if (!asked.os().equals(LINUX)) {
            throw EngineException.invalid("\"" + platform + "\": unsupported platform: d2k runs linux images only");
        }
        return asked.architecture().isEmpty() ? Map.of(OS, LINUX) : Map.of(OS, LINUX, ARCH, asked.architecture());
    }
}
