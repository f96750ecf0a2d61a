package io.d2k.docker.http;

import io.d2k.docker.http10.HttpSelector;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The Docker Engine API on a TCP port and, where asked for, on a Unix socket too. */
public final class DockerServer implements AutoCloseable {
    private static final String UNIX = "unix";
    private static final int WRITE_BUFFER = 16 << 10;

    private final WebServer server;
    private final DockerApi api;

    private DockerServer(WebServer server, DockerApi api) {
        this.server = server;
        this.api = api;
    }

    /**
     * Starts to listen. Closing the server closes the API too.
     *
     * @throws java.io.UncheckedIOException when an address cannot be listened on, or is in use
     */
    public static DockerServer start(DockerApi api) {
        HttpSettings settings = api.settings();
        Optional<Path> unixSocket = settings.unixSocket();
        unixSocket.ifPresent(SocketFile::makeWay);
        var address = new InetSocketAddress(settings.host(), settings.port());
        WebServerConfig.Builder config = WebServer.builder();
        configure(config, api, own -> {});
        config.shutdownHook(false) // whoever starts the server knows in which order things end
                .bindAddress(address);
        settings.tls().ifPresent(identity -> config.tls(identity.listener()));
        unixSocket.ifPresent(path -> config.putSocket(UNIX, listener -> {
            configure(listener, api, own -> {});
            listener.bindAddress(UnixDomainSocketAddress.of(path));
        }));
        WebServer server = config.build();
        try {
            server.start();
            if (!server.isRunning()) { // Helidon logs why, and returns
                throw new UncheckedIOException(reason(address));
            }
            unixSocket.ifPresent(SocketFile::restrict);
        } catch (RuntimeException e) {
            server.stop();
            api.close();
            throw e;
        }
        return new DockerServer(server, api);
    }

    private static IOException reason(InetSocketAddress address) {
        String where = "cannot listen on " + address.getHostString() + ":" + address.getPort();
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            channel.bind(address);
            return new IOException(where + " or on the Unix socket, see the log");
        } catch (IOException | UnresolvedAddressException e) {
            return new IOException(where + ": " + (e.getMessage() == null ? "unknown host" : e.getMessage()), e);
        }
    }

    /**
     * Makes a listener serve the API: the routes, and settings for which Helidon's own are too narrow, since those are for
     * small requests of well-meaning clients. The address and TLS are the caller's.
     *
     * @param own adds routes that are to come before those of the API, which answer every path
     */
    public static void configure(
            ListenerConfig.BuilderBase<?, ?> listener, DockerApi api, Consumer<HttpRouting.Builder> own) {
        HttpSettings.Timeouts timeouts = api.settings().timeouts();
        HttpRouting.Builder routing = HttpRouting.builder();
        own.accept(routing);
        api.mount(routing);
        listener.protocolsDiscoverServices(false)
                .routing(routing)
                .addConnectionSelector(HttpSelector.of(http(api)))
                .connectionOptions(api.connectionOptions())
                .contentEncoding(new BodiesAsSent())
                .errorHandling(ErrorHandling.builder().includeEntity(true).build()) // for RawErrors, not for clients
                .directHandlers(RawErrors.handlers(api.headers()))
                .maxPayloadSize(-1) // archives are of any size; Call bounds what is held in memory
                .writeBufferSize(WRITE_BUFFER)
                .idleConnectionTimeout(timeouts.idle())
                .idleConnectionPeriod(min(timeouts.idle(), Duration.ofMinutes(1)))
                .shutdownGracePeriod(timeouts.shutdown());
    }

    @SuppressWarnings("removal") // the one way to accept the empty Host header that Portainer sends
    private static Http1Config http(DockerApi api) {
        HttpSettings.Limits limits = api.settings().limits();
        return Http1Config.builder()
                .maxPrologueLength(limits.requestLine())
                .maxHeadersSize(limits.headers())
                // What is malformed is answered by the routes, in JSON.
                .validatePrologue(false)
                .validatePath(false)
                .validateRequestHostHeader(false)
                .sendKeepAliveHeader(false)
                .addReceiveListener(new SlowHeaders(
                        api.deadlines(), api.settings().timeouts().headers()))
                .build();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Returns the TCP port. */
    public int port() {
        return server.port();
    }

    /**
     * Ends open streams, lets running requests finish (see {@link HttpSettings.Timeouts#shutdown()}), and stops.
     */
    @Override
    public void close() {
        api.endStreams();
        server.stop();
        api.close();
    }
}
