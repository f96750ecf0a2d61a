package io.d2k.domain.volume;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.volume.VolumeRequest.Access;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Driver options of a volume. {@code type}, {@code o} and {@code device} are those of Docker's local driver; {@code size},
 * {@code storage-class} and {@code access-mode} say what the claim asks for.
 */
public final class VolumeOptionsRule {
    // that of docker/go-units RAMInBytes
    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,12})?) ?([kmgtp]?)i?b?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgtp";
    private static final Set<String> CLAIM = Set.of("size", "storage-class", "access-mode");
    /** What each option of Docker's local driver needs (moby volume/local). */
    private static final Map<String, List<String>> MOUNT =
            Map.of("type", List.of("device"), "device", List.of("type"), "o", List.of("device", "type"));

    private VolumeOptionsRule() {}

    /**
     * Reads the options.
     *
     * @param fallback the size where none is asked for
     * @throws EngineException for options that Docker does not know, or that a cluster cannot give
     */
    public static VolumeRequest parse(String volume, Map<String, String> options, long fallback) {
        for (String option : new TreeMap<>(options).keySet()) {
            if (!CLAIM.contains(option) && !MOUNT.containsKey(option)) {
                throw invalid(volume, "invalid option: \"" + option + "\"");
            }
        }
        new TreeMap<>(MOUNT).forEach((option, needs) -> {
            for (String needed : needs) {
                if (options.containsKey(option) && !options.containsKey(needed)) {
                    throw invalid(volume, "missing required option: \"" + needed + "\"");
                }
            }
        });
        long bytes = options.containsKey("size") ? bytes(volume, options.get("size"), fallback) : fallback;
        if (!options.containsKey("type")) {
            return new VolumeRequest.Storage(
                    Optional.ofNullable(options.get("storage-class")).filter(c -> !c.isEmpty()),
                    access(volume, options.getOrDefault("access-mode", "")),
                    bytes);
        }
        return mounted(volume, options, bytes);
    }

    private static VolumeRequest mounted(String volume, Map<String, String> options, long bytes) {
        for (String option : List.of("storage-class", "access-mode")) {
            if (options.containsKey(option)) {
                throw invalid(volume, "invalid option: \"" + option + "\": not together with \"type\"");
            }
        }
        String type = options.get("type").toLowerCase(Locale.ROOT);
        String device = options.get("device");
        List<String> mount = List.of(options.getOrDefault("o", "").split(",")).stream()
                .map(String::strip)
                .filter(o -> !o.isEmpty())
                .toList();
        boolean readOnly = mount.contains("ro");
        if (type.equals("nfs") || type.equals("nfs4")) {
            return nfs(volume, device, mount, readOnly, bytes);
        }
        if (mount.contains("bind") || mount.contains("rbind")) {
            if (!device.startsWith("/")) {
                throw invalid(volume, "device \"" + device + "\" of a bind must be an absolute path");
            }
            if (device.contains("/../") || device.endsWith("/..")) {
                throw invalid(volume, "device \"" + device + "\" of a bind must not contain \"..\"");
            }
            return new VolumeRequest.HostPath(device, readOnly);
        }
        String instead = type.equals("tmpfs")
                ? "pods share no memory: use --tmpfs or --mount type=tmpfs for each container"
                : "use type=nfs, o=bind, or storage-class with a class of the cluster that serves it";
        throw EngineException.unsupported(
                "create " + volume + ": volumes of type \"" + type + "\" are not available on Kubernetes: " + instead);
    }

    private static VolumeRequest nfs(String volume, String device, List<String> mount, boolean readOnly, long bytes) {
        String server = "";
        List<String> others = new ArrayList<>();
        for (String option : mount) {
            if (option.startsWith("addr=")) {
                server = option.substring("addr=".length());
            } else if (!option.equals("rw") && !option.equals("ro")) {
                others.add(option);
            }
        }
        if (server.isEmpty()) {
            throw EngineException.invalid("NFS volume \"" + volume
                    + "\": option \"o\" names no server: write o=addr=ADDRESS, and the options of the mount after it");
        }
        int path = device.indexOf(":/");
        if (path < 0) {
            throw EngineException.invalid("NFS volume \"" + volume + "\": device \"" + device
                    + "\" is no path of a server: write device=:/PATH");
        }
        return new VolumeRequest.Nfs(server, device.substring(path + 1), others, readOnly, bytes);
    }

    private static Access access(String volume, String mode) {
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "", "rwo", "readwriteonce" -> Access.READ_WRITE_ONCE;
            case "rwx", "readwritemany" -> Access.READ_WRITE_MANY;
            default -> throw invalid(volume, "invalid access-mode: '" + mode + "': rwo or rwx");
        };
    }

    private static long bytes(String volume, String size, long fallback) {
        Matcher m = SIZE.matcher(size);
        if (!m.matches()) {
            throw invalid(volume, "invalid size: '" + size + "'");
        }
        int unit = m.group(2).isEmpty()
                ? 0
                : UNITS.indexOf(Character.toLowerCase(m.group(2).charAt(0))) + 1;
        BigDecimal bytes = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(1L << (10 * unit)));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw invalid(volume, "invalid size: '" + size + "'");
        }
        return bytes.signum() == 0 ? fallback : bytes.longValue();
    }

    private static EngineException invalid(String volume, String why) {
        return EngineException.invalid("create " + volume + ": " + why);
    }
}
