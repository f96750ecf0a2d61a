package io.d2k.server;

import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.election.LeaderElection;
import io.d2k.k8s.election.LeaseTerms;
import io.d2k.k8s.election.Standing;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * One d2k of several on a namespace. The one that leads serves; the others carry connections to it, so that a client
 * finds its execs, events and streams whichever it reaches, and every duty is done once.
 */
final class Replica implements Role {
    private static final Logger LOG = System.getLogger(Replica.class.getName());

    /** From the end of a crashed leader's lease until the next one serves. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final IntFunction<Serving> serve;
    private final LeaderProxy proxy;
    private final InetSocketAddress own;
    private final int port;
    private final LeaderElection election;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile Standing standing = new Standing.Vacant();
    private Optional<Serving> serving = Optional.empty();
    private boolean closed;

    /**
     * Listens, and stands for election.
     *
     * @param serve starts to serve on a port
     * @throws UncheckedIOException when the address cannot be listened on
     */
    Replica(ServerConfig config, KubernetesClients clients, IntFunction<Serving> serve) {
        this.serve = serve;
        proxy = new LeaderProxy(
                new InetSocketAddress(config.host(), config.port()),
                config.tls().isPresent(),
                LeaseTerms.DEFAULT.lease().plus(GRACE));
        port = proxy.port();
        own = new InetSocketAddress(reachable(config.host()), port);
        String address = written(own);
        String name = hostName() + "_" + UUID.randomUUID();
        LOG.log(Level.INFO, "one of several: " + name + ", reached by the others at " + address);
        election = LeaderElection.start(clients, name, address, LeaseTerms.DEFAULT, Clock.systemUTC(), this::stand);
    }

    /** The address that others reach this one at: the one listened on, else that of this machine or pod. */
    private static InetAddress reachable(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() ? InetAddress.getLocalHost() : address;
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "d2k";
        }
    }

    private static String written(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static Optional<InetSocketAddress> read(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
            return Optional.empty();
        }
        String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
        int port = Integer.parseInt(address.substring(colon + 1));
        // What is no address would be looked up, and the Lease is no place for names.
        return host.matches("[0-9.]+|[0-9a-fA-F:.%]+") && port <= 65_535
                ? Optional.of(new InetSocketAddress(host, port))
                : Optional.empty();
    }

    private void stand(Standing now) {
        standing = now;
        switch (now) {
            case Standing.Vacant() -> proxy.leader(Optional.empty());
            case Standing.Following(String holder, String address) -> follow(holder, address);
            case Standing.Leading() -> Thread.ofVirtual().name("lead").start(this::lead);
            case Standing.Deposed(String why) -> end("does not lead any more: " + why);
        }
    }

    private void follow(String holder, String address) {
        // Of its own address an earlier d2k may be the holder, before its lease has run out.
        Optional<InetSocketAddress> leader = read(address).filter(a -> !a.equals(own));
        LOG.log(
                Level.INFO,
                holder + " leads; connections go to "
                        + leader.map(Replica::written).orElse("nobody yet"));
        proxy.leader(leader);
    }

    private synchronized void lead() {
        if (closed) {
            return;
        }
        LOG.log(Level.INFO, "leads from now on");
        proxy.stopListening();
        try {
            serving = Optional.of(serve.apply(port));
            proxy.leader(Optional.of(own)); // those that have waited
        } catch (RuntimeException e) {
            end("cannot serve: " + e.getMessage());
        }
    }

    private void end(String why) {
        ended.complete(why);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean leads() {
        return standing instanceof Standing.Leading;
    }

    @Override
    public Optional<String> trouble() {
        return standing instanceof Standing.Leading || standing instanceof Standing.Following
                ? Optional.empty()
                : Optional.of("no d2k leads at the moment");
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public void close() {
        try {
            synchronized (this) {
                closed = true;
                serving.ifPresent(Serving::close);
            }
        } finally {
            proxy.close();
            election.close(); // only now another may lead
        }
    }
}
