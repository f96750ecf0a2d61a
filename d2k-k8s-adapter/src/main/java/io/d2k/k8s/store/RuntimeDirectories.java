package io.d2k.k8s.store;

import io.d2k.domain.container.KeptLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Directories of nodes where container runtimes keep layers: the usual ones, and those that the kernel tells d2k of, which is
 * itself a container of the cluster or runs on a node of it. It asks for the mounts of processes among its own
 * (pid_namespaces(7)), of which containers' are none: what they tell is never a reason.
 */
final class RuntimeDirectories {
    /** Of containerd, CRI-O, dockerd, k3s, RKE2, k0s and MicroK8s, as they are installed. */
    private static final Set<String> USUAL = Set.of(
            "/var/lib/containerd",
            "/var/lib/containers/storage",
            "/var/lib/docker",
            "/var/lib/rancher/k3s/agent/containerd",
            "/var/lib/rancher/rke2/agent/containerd",
            "/var/lib/k0s/containerd",
            "/var/snap/microk8s/common/var/lib/containerd");

    /** A mount of overlayfs and its upper directory (proc(5), mountinfo). */
    private static final Pattern OVERLAY = Pattern.compile(".* - overlay .*[ ,]upperdir=([^, ]+).*");

    private final Path proc;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * Makes one.
     *
     * @param proc what the kernel tells of processes
     */
    RuntimeDirectories(Path proc) {
        this.proc = proc;
    }

    /** Returns whether a directory is one. */
    boolean has(String directory) {
        if (USUAL.contains(directory) || seen.contains(directory)) {
            return true;
        }
        look();
        return seen.contains(directory);
    }

    /** Looks at each process, since pods come and go. */
    private void look() {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            Path own = space(proc.resolve("self"));
            Set<String> found = new HashSet<>();
            for (Path process : processes) {
                found.addAll(mounted(process, own));
            }
            seen.addAll(found);
        } catch (IOException e) {
            // not on Linux, or nothing may be seen here: the usual ones are all that is known
            return;
        }
    }

    private static Path space(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("ns").resolve("pid"));
    }

    private static Set<String> mounted(Path process, Path own) {
        Set<String> found = new HashSet<>();
        try {
            if (space(process).equals(own)) {
                for (String line : Files.readAllLines(process.resolve("mountinfo"), StandardCharsets.ISO_8859_1)) {
                    Matcher overlay = OVERLAY.matcher(line);
                    if (overlay.matches()) {
                        KeptLayer.runtime(overlay.group(1)).ifPresent(found::add);
                    }
                }
            }
        } catch (IOException e) {
            return Set.of(); // it has ended, or is none of those that may be looked at
        }
        return found;
    }
}
