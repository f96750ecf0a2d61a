package io.d2k.domain.volume;

import io.d2k.domain.Warnings;
import io.d2k.domain.error.EngineException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which StorageClass gives an NFS volume. It is the server that has to fit. The driver gives each claim a directory of its
 * own below the class's share, unless the class names one by {@code subDir}: where that is just what was asked for, such a
 * class is taken first, then the one whose share is nearest above it.
 */
public final class NfsRule {
    /** The driver that serves NFS. */
    public static final String PROVISIONER = "nfs.csi.k8s.io";

    private NfsRule() {}

    /**
     * Returns the class.
     *
     * @param claim the name that the claim will have
     * @param classes those of the cluster, nothing where d2k may not see them
     * @throws EngineException where there is none
     */
    public static StorageClass choose(
            String volume,
            String claim,
            VolumeRequest.Nfs asked,
            Optional<List<StorageClass>> classes,
            Warnings warnings) {
        List<StorageClass> all = classes.orElseThrow(() -> EngineException.forbidden("NFS volume \"" + volume
                + "\": d2k may not see the StorageClasses of the cluster, which name its NFS servers: let it list and"
                + " watch storageclasses of storage.k8s.io"));
        StorageClass chosen = all.stream()
                .filter(c -> c.provisioner().equals(PROVISIONER))
                .filter(c -> same(server(c), asked.server()))
                .min(Comparator.comparing((StorageClass c) -> !exact(c, claim, asked))
                        .thenComparingInt(c -> -nearness(c, asked))
                        .thenComparing(StorageClass::name))
                .orElseThrow(() ->
                        EngineException.invalid("NFS volume \"" + volume + "\": no StorageClass with provisioner \""
                                + PROVISIONER + "\" and server=\"" + asked.server() + "\" found in cluster"));
        if (!exact(chosen, claim, asked)) {
            warnings.add("NFS volume \"" + volume + "\": StorageClass \"" + chosen.name()
                    + "\" gives it a directory of its own below " + share(chosen) + " of the server. What lies in "
                    + asked.path() + " is not seen.");
        }
        List<String> lost = asked.mountOptions().stream()
                .filter(o -> !chosen.mountOptions().contains(o))
                .toList();
        if (!lost.isEmpty()) {
            warnings.add("NFS volume \"" + volume + "\": mount options are those of StorageClass \"" + chosen.name()
                    + "\", which has no " + String.join(",", lost) + ".");
        }
        return chosen;
    }

    /** Tells of the servers for the log of the start, in one line. */
    public static String servers(Optional<List<StorageClass>> classes) {
        if (classes.isEmpty()) {
            return "NFS servers are not known: d2k may not see the StorageClasses of the cluster";
        }
        String found = classes.get().stream()
                .filter(c -> c.provisioner().equals(PROVISIONER))
                .sorted(Comparator.comparing(NfsRule::server).thenComparing(StorageClass::name))
                .map(c -> server(c) + ":" + share(c) + " (StorageClass " + c.name() + ")")
                .collect(Collectors.joining(", "));
        return found.isEmpty()
                ? "NFS servers found: none (no StorageClass has the provisioner " + PROVISIONER + ")"
                : "NFS servers found: " + found;
    }

    private static boolean exact(StorageClass c, String claim, VolumeRequest.Nfs asked) {
        String sub = c.parameters().getOrDefault("subDir", "").replace("${pvc.metadata.name}", claim);
        return !sub.isEmpty() && plain(share(c) + "/" + sub).equals(plain(asked.path()));
    }

    /** Returns the length of the share where it holds the path. */
    private static int nearness(StorageClass c, VolumeRequest.Nfs asked) {
        String share = plain(share(c));
        return (plain(asked.path()) + "/").startsWith(share.equals("/") ? share : share + "/") ? share.length() : 0;
    }

    private static String plain(String path) {
        String text = path.replaceAll("/+", "/");
        return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static String server(StorageClass c) {
        return c.parameters().getOrDefault("server", "");
    }

    private static String share(StorageClass c) {
        return c.parameters().getOrDefault("share", "/");
    }

    /** Names are compared without regard to case, addresses of IPv6 by what they mean; nothing is looked up. */
    private static boolean same(String one, String other) {
        return normal(one).equals(normal(other));
    }

    private static String normal(String server) {
        String text = server.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("[") && text.endsWith("]")) {
            text = text.substring(1, text.length() - 1);
        }
        if (!text.contains(":")) {
            return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        }
        try {
            // with a colon it is a literal or nothing: no name server is asked
            return InetAddress.getByName(text).getHostAddress();
        } catch (UnknownHostException e) {
            return text;
        }
    }
}
