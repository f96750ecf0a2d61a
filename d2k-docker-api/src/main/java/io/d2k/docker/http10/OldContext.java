package io.d2k.docker.http10;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A connection of HTTP/1.0 as one of HTTP/1.1: the request line names the newer version, and a header says that the
 * connection ends with the answer.
 */
final class OldContext implements ConnectionContext {
    private static final String VERSION_AND_HEADER = "HTTP/1.1\r\nConnection: close";

    private final ConnectionContext context;
    private final DataReader reader;
    private final DataWriter writer;

    /** Reads the request line. */
    OldContext(ConnectionContext context) {
        this.context = context;
        writer = new OldAnswer(context.dataWriter());
        DataReader original = context.dataReader();
        reader = DataReader.create(new Source(original, requestLine(original)));
    }

    private static byte[] requestLine(DataReader reader) {
        String line = reader.readLine();
        String newer = line.substring(0, line.lastIndexOf(' ') + 1) + VERSION_AND_HEADER + "\r\n";
        return newer.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What is read instead of the first line, and then what is read. */
    private static final class Source implements java.util.function.Supplier<byte[]> {
        private final DataReader original;
        private Optional<byte[]> first;

        Source(DataReader original, byte[] first) {
            this.original = original;
            this.first = Optional.of(first);
        }

        @Override
        public byte[] get() {
            Optional<byte[]> bytes = first;
            first = Optional.empty();
            return bytes.orElseGet(() -> original.readBuffer().readBytes());
        }
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public Router router() {
        return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
