package io.d2k.domain.image;

import io.d2k.domain.system.Architecture;
import java.util.Locale;
import java.util.Set;

/**
 * A platform as a user asks for it ({@code --platform}): {@code os}, {@code architecture}, {@code os/architecture} or
 * {@code os/architecture/variant}, in any case and with the names that Docker takes for an architecture besides its own.
 *
 * @param os in small letters; {@code linux} where the architecture alone is asked for
 * @param architecture Docker's and Kubernetes' own name; empty where any will do
 * @param variant empty where any will do, and for that which goes without saying
 */
public record AskedPlatform(String os, String architecture, String variant) {
    private static final String LINUX = "linux";
    private static final String AMD64 = "amd64";
    private static final String ARM64 = "arm64";
    private static final Set<String> ARCHITECTURES =
            Set.of("386", AMD64, "arm", ARM64, "loong64", "mips64le", "ppc64le", "riscv64", "s390x");

    /** Reads one. Whether there is such a platform is for the registry to say. */
    public static AskedPlatform of(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        String first = Architecture.goName(parts[0]);
        if (parts.length == 1) {
            return ARCHITECTURES.contains(first)
                    ? new AskedPlatform(LINUX, first, "")
                    : new AskedPlatform(parts[0], "", "");
        }
        String architecture = Architecture.goName(parts[1]);
        boolean usual = parts.length < 3 || architecture.equals(ARM64) && parts[2].equals("v8");
        return new AskedPlatform(parts[0], architecture, usual ? "" : parts[2]);
    }

    /** Returns whether an image is for it; all of one architecture run where a newer variant of amd64 is asked for. */
    public boolean fits(ImageFacts image) {
        return os.equals(image.os())
                && (architecture.isEmpty() || architecture.equals(image.architecture()))
                && (variant.isEmpty() || variant.equals(image.variant()) || architecture.equals(AMD64));
    }
}
