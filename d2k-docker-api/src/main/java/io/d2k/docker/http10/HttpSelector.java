package io.d2k.docker.http10;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/**
 * Serves connections of HTTP/1.1 and of HTTP/1.0, which health checks and old tools speak. The only selector of its
 * listener: Helidon then asks it at once, and so knows, and ends, a connection on which nothing is sent.
 */
public final class HttpSelector implements ServerConnectionSelector {
    private final Http1ConnectionSelector http11;
    private final int longestLine;

    private HttpSelector(Http1ConnectionSelector http11, int longestLine) {
        this.http11 = http11;
        this.longestLine = longestLine;
    }

    /** Returns one that serves both by these settings. */
    public static HttpSelector of(Http1Config config) {
        return new HttpSelector(Http1ConnectionSelector.builder().config(config).build(), config.maxPrologueLength());
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED; // what is no HTTP at all is answered in words
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http11.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new UndecidedConnection(context, longestLine, http11::connection);
    }
}
