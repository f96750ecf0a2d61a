package io.d2k.k8s.cluster;

import io.d2k.k8s.manifest.NameDomains.OwnNameServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cluster's DNS.
 *
 * @param domain under which it serves Services, such as {@code cluster.local}
 * @param servers its addresses, empty to leave them to Kubernetes; nothing where they are to be found out
 * @param nameServer d2k's own name server, which containers ask in its place; nothing for none
 */
public record ClusterDns(String domain, Optional<List<String>> servers, Optional<OwnNameServer> nameServer) {
    private static final String FALLBACK = "cluster.local";
    private static final String SERVICES = "svc.";
    private static final Path RESOLVER = Path.of("/etc/resolv.conf");

    /** Copies the addresses. */
    public ClusterDns {
        servers = servers.map(List::copyOf);
    }

    /** What containers ask themselves. */
    public ClusterDns(String domain, Optional<List<String>> servers) {
        this(domain, servers, Optional.empty());
    }

    /** Returns what the resolver of d2k's own pod says; outside a cluster the domain that clusters come with. */
    public static ClusterDns ofThisPod() {
        try {
            return read(Files.readAllLines(RESOLVER)).orElseGet(ClusterDns::unknown);
        } catch (IOException e) {
            return unknown();
        }
    }

    /** Returns this with what was configured in place of what was found. */
    public ClusterDns with(Optional<String> configuredDomain, Optional<List<String>> configuredServers) {
        return new ClusterDns(configuredDomain.orElse(domain), configuredServers.or(() -> servers), nameServer);
    }

    /** Returns this behind a name server of d2k's own. */
    public ClusterDns behind(Optional<OwnNameServer> server) {
        return new ClusterDns(domain, servers, server);
    }

    private static ClusterDns unknown() {
        return new ClusterDns(FALLBACK, Optional.empty());
    }

    /** Returns what the lines of a {@code resolv.conf} say, nothing where they are not a pod's. */
    static Optional<ClusterDns> read(List<String> lines) {
        return values(lines, "search")
                .filter(word -> word.startsWith(SERVICES) && word.length() > SERVICES.length())
                .map(word -> word.substring(SERVICES.length()))
                .findFirst()
                .map(domain -> new ClusterDns(
                        domain, Optional.of(values(lines, "nameserver").toList())));
    }

    private static Stream<String> values(List<String> lines, String key) {
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[0].equals(key))
                .flatMap(words -> Arrays.stream(words).skip(1));
    }
}
