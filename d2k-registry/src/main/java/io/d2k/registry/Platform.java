package io.d2k.registry;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.system.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an image runs on, in normal form: {@code amd64} and not {@code x86_64}; the variants that an architecture has
 * anyway ({@code arm64/v8}, {@code amd64/v1}) are left out.
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 * @param variant such as {@code v7}, empty for none
 */
record Platform(String os, String architecture, String variant) {
    private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Set<String> SYSTEMS = Set.of(
            "aix",
            "android",
            "darwin",
            "dragonfly",
            "freebsd",
            "hurd",
            "illumos",
            "ios",
            "js",
            "linux",
            "nacl",
            "netbsd",
            "openbsd",
            "plan9",
            "solaris",
            "windows",
            "zos");
    private static final Set<String> ARCHITECTURES = Set.of(
            "386",
            "amd64",
            "amd64p32",
            "arm",
            "armbe",
            "arm64",
            "arm64be",
            "ppc64",
            "ppc64le",
            "loong64",
            "mips",
            "mipsle",
            "mips64",
            "mips64le",
            "mips64p32",
            "mips64p32le",
            "ppc",
            "riscv",
            "riscv64",
            "s390",
            "s390x",
            "sparc",
            "sparc64",
            "wasm");

    /** Brings a platform as manifests name it into normal form. */
    static Platform of(String os, String architecture, String variant) {
        String system = os.toLowerCase(Locale.ROOT);
        String kind = variant.toLowerCase(Locale.ROOT);
        String name = Architecture.goName(architecture);
        return new Platform(
                system(system),
                name,
                switch (architecture.toLowerCase(Locale.ROOT)) {
                    case "armhf", "armv7l" -> "v7";
                    case "armel", "armv6l" -> "v6";
                    default -> usualVariant(name, kind);
                });
    }

    /**
     * Parses what a user asks for: {@code os}, {@code architecture}, {@code os/architecture} or
     * {@code os/architecture/variant}.
     *
     * @param cluster stands in for what is not said
     * @throws EngineException when it is none, in Docker's words
     */
    static Platform parse(String text, Platform cluster) {
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (!COMPONENT.matcher(part).matches()) {
                throw EngineException.invalid("\"" + part + "\" is an invalid component of \"" + text
                        + "\": platform specifier component must match \"^[A-Za-z0-9_-]+$\": invalid argument");
            }
        }
        return switch (parts.length) {
            case 1 -> parseOne(text, cluster);
            case 2 -> of(parts[0], parts[1], "");
            case 3 -> of(parts[0], parts[1], parts[2]);
            default ->
                throw EngineException.invalid("\"" + text + "\": cannot parse platform specifier: invalid argument");
        };
    }

    /**
     * Returns what runs on this platform, the best first: older variants of the architecture, and the 32-bit
     * architecture that the processor knows too.
     */
    List<Platform> runnable() {
        List<Platform> best = new ArrayList<>();
        switch (architecture) {
            case "amd64" -> {
                for (int version = number(variant, 1); version > 1; version--) {
                    best.add(of(os, architecture, "v" + version));
                }
                best.add(of(os, architecture, ""));
                best.add(of(os, "386", ""));
            }
            case "arm" -> addArm(best, number(variant, 7));
            case "arm64" -> {
                addArm64(best);
                addArm(best, 8);
            }
            default -> best.add(this);
        }
        if (!best.contains(this)) {
            best.addFirst(this);
        }
        return List.copyOf(best);
    }

    /** Returns the platform as Docker writes it: the variant that goes without saying is left out. */
    @Override
    public String toString() {
        boolean silent = variant.isEmpty() || (architecture.equals("arm") && variant.equals("v7"));
        return os + "/" + architecture + (silent ? "" : "/" + variant);
    }

    /** Returns the platform as Docker writes it for a user who named the variant. */
    String withVariant() {
        String shown = variant.isEmpty() && architecture.equals("arm64") ? "v8" : variant;
        return os + "/" + architecture + (shown.isEmpty() ? "" : "/" + shown);
    }

    private static Platform parseOne(String text, Platform cluster) {
        Platform asSystem = of(text, cluster.architecture(), cluster.variant());
        if (SYSTEMS.contains(asSystem.os())) {
            return asSystem;
        }
        Platform asArchitecture = of(cluster.os(), text, "");
        if (ARCHITECTURES.contains(asArchitecture.architecture())) {
            return asArchitecture;
        }
        throw EngineException.invalid("\"" + text + "\": unknown operating system or architecture: invalid argument");
    }

    private void addArm(List<Platform> best, int newest) {
        for (int version = newest; version >= 5; version--) {
            best.add(of(os, "arm", "v" + version));
        }
    }

    // Armv9.n is a superset of Armv8.(n+5).
    private void addArm64(List<Platform> best) {
        int dot = variant.indexOf('.');
        int major = number(dot < 0 ? variant : variant.substring(0, dot), 8);
        int minor = dot < 0 ? 0 : number("v" + variant.substring(dot + 1), 0);
        if (major == 9) {
            addMinors(best, "v9", minor);
            addMinors(best, "v8", Math.min(9, minor + 5));
        } else {
            addMinors(best, "v8", minor);
        }
    }

    private void addMinors(List<Platform> best, String major, int newest) {
        for (int minor = Math.min(newest, 9); minor > 0; minor--) {
            best.add(of(os, architecture, major + "." + minor));
        }
        best.add(of(os, architecture, major));
    }

    private static int number(String variant, int otherwise) {
        return variant.matches("v[0-9]") ? variant.charAt(1) - '0' : otherwise;
    }

    private static String system(String os) {
        return os.equals("macos") ? "darwin" : os;
    }

    private static String usualVariant(String architecture, String variant) {
        return switch (architecture) {
            case "386" -> "";
            case "amd64" -> variant.equals("v1") ? "" : variant;
            case "arm64" -> arm64Variant(variant);
            case "arm" -> armVariant(variant);
            default -> variant;
        };
    }

    private static String arm64Variant(String variant) {
        return switch (variant) {
            case "8", "v8", "v8.0" -> "";
            case "9", "9.0", "v9.0" -> "v9";
            default -> variant;
        };
    }

    private static String armVariant(String variant) {
        return switch (variant) {
            case "", "7" -> "v7";
            case "5", "6", "8" -> "v" + variant;
            default -> variant;
        };
    }
}
