package io.d2k.k8s.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The domain under which the cluster's DNS serves its Services. */
public final class ClusterDomain {
    private static final String FALLBACK = "cluster.local";
    private static final String SERVICES = "svc.";
    private static final Path RESOLVER = Path.of("/etc/resolv.conf");

    private ClusterDomain() {}

    /** Returns the domain that the resolver of d2k's own pod names; outside a cluster the one that clusters come with. */
    public static String ofThisPod() {
        try {
            return read(Files.readAllLines(RESOLVER)).orElse(FALLBACK);
        } catch (IOException e) {
            return FALLBACK;
        }
    }

    /** Returns the cluster's domain from the lines of a pod's {@code resolv.conf}. */
    static Optional<String> read(List<String> lines) {
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[0].equals("search"))
                .flatMap(Arrays::stream)
                .filter(word -> word.startsWith(SERVICES) && word.length() > SERVICES.length())
                .map(word -> word.substring(SERVICES.length()))
                .findFirst();
    }
}
