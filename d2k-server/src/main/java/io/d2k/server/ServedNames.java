package io.d2k.server;

import io.d2k.dns.NameServer;
import io.d2k.dns.SearchDomains;
import io.d2k.domain.engine.NameTables;
import io.d2k.domain.network.NameAnswer;
import io.d2k.domain.port.in.NameLookups;
import io.d2k.k8s.cluster.KubernetesEngine;
import io.d2k.k8s.manifest.NameDomains;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The name server for containers, over what is known of the cluster. Each replica has one: it has no duties. */
final class ServedNames implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ServedNames.class.getName());

    /** Resolvers wait five seconds for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final NameTables tables;
    private final NameServer server;

    private ServedNames(NameTables tables, NameServer server) {
        this.tables = tables;
        this.server = server;
    }

    /**
     * Begins to serve.
     *
     * @param address by which pods reach d2k
     * @param ownNode the node that d2k is on, where it is known
     * @throws UncheckedIOException when it cannot be listened on
     */
    static ServedNames start(InetAddress address, KubernetesEngine cluster, Optional<String> ownNode) {
        var tables = NameTables.over(
                cluster.containers(),
                cluster.networks(),
                cluster.cluster(),
                EngineOnCluster.swarm(cluster),
                ownNode,
                Clock.systemUTC());
        NameDomains domains = cluster.nameDomains();
        int port = domains.nameServer().orElseThrow().port();
        try {
            var server = NameServer.start(
                    new NameServer.Settings(
                            listener(address, port),
                            new SearchDomains(NameDomains.PREFIX, domains.parent()),
                            domains.servers(),
                            NameDomains.DNS_PORT),
                    new WhenKnown(tables, cluster));
            LOG.log(Level.INFO, "containers on networks ask " + address.getHostAddress() + " for names");
            return new ServedNames(tables, server);
        } catch (IOException e) {
            tables.close();
            throw new UncheckedIOException(
                    "cannot listen on port " + port + " for questions about names: " + e.getMessage(), e);
        }
    }

    /** An address of this machine is listened on alone; to all others something leads, such as a Service. */
    private static InetSocketAddress listener(InetAddress address, int port) throws IOException {
        return NetworkInterface.getByInetAddress(address) == null
                ? new InetSocketAddress(port)
                : new InetSocketAddress(address, port);
    }

    /**
     * Returns what a name stands for.
     *
     * @throws WrongSettingException where it stands for nothing
     */
    static InetAddress address(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new WrongSettingException(
                    Setting.NAME_SERVER, name, "an address is expected, or a name that stands for one");
        }
    }

    /** Whoever asks right after a start waits a moment: names that are not known yet are no others. */
    private record WhenKnown(NameLookups names, KubernetesEngine cluster) implements NameLookups {
        @Override
        public NameAnswer lookup(Asker from, String name) {
            cluster.awaitReady(PATIENCE);
            return names.lookup(from, name);
        }

        @Override
        public Optional<String> nameOf(Asker from, String address) {
            cluster.awaitReady(PATIENCE);
            return names.nameOf(from, address);
        }
    }

    @Override
    public void close() {
        server.close();
        tables.close();
    }
}
