package io.d2k.domain.engine;

import io.d2k.domain.file.ContainerPath;
import java.util.Set;

/** The files that a node mounts into every container, as Docker does: what the container itself has there is hidden. */
final class NodeFileRule {
    private static final Set<String> MOUNTED = Set.of("/etc/hosts", "/etc/hostname", "/etc/resolv.conf");

    private NodeFileRule() {}

    /** Returns whether a path, links resolved, is such a file's. */
    static boolean mounted(String path) {
        return MOUNTED.contains(ContainerPath.clean(path));
    }
}
