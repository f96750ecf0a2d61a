package io.d2k.k8s.stream;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;
import okio.Socket;

/**
 * The client's end of a web socket (RFC 6455) whose messages begin with the number of a channel. A write returns when the
 * network has taken it: there is no queue in between, so that a process which reads slowly slows down whoever writes to
 * it.
 */
final class FrameSocket {
    private static final System.Logger LOG = System.getLogger(FrameSocket.class.getName());
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final byte[] NORMAL_CLOSURE = {3, (byte) 0xe8}; // 1000
    private static final byte[] NO_CHANNEL = {};
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Call call;
    private final String key;
    private final Listener listener;
    private final ReentrantLock writing = new ReentrantLock(true);
    private Optional<BufferedSink> sink = Optional.empty();
    private byte[] frame = new byte[256];
    private boolean closeSent;
    private volatile Optional<Socket> connection = Optional.empty();

    /** Told of what comes, on one thread; while it does not return, nothing more is read. */
    interface Listener {
        /** The server has accepted the protocol. */
        void opened(FrameSocket socket, String protocol);

        /** A whole message, which is the listener's from now on. */
        void message(FrameSocket socket, byte[] message);

        /** The server has ended it in good order. */
        void ended();

        /** It was refused, or broke; after its end this means nothing. */
        void failed(IOException cause);
    }

    private FrameSocket(Call call, String key, Listener listener) {
        this.call = call;
        this.key = key;
        this.listener = listener;
    }

    /**
     * Begins to open one; the listener hears how it went.
     *
     * @param client speaks HTTP/1.1 alone
     * @param protocols what may be spoken, in order of preference
     */
    static FrameSocket open(OkHttpClient client, Request request, String protocols, Listener listener) {
        byte[] nonce = new byte[KEY_BYTES];
        RANDOM.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        Request upgrade = request.newBuilder()
                .header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", key)
                .header("Sec-WebSocket-Protocol", protocols)
                .build();
        var socket = new FrameSocket(client.newCall(upgrade), key, listener);
        Thread.ofVirtual().name("web-socket").start(socket::run);
        return socket;
    }

    private void run() {
        try {
            Response response = call.execute();
            Socket upgraded = response.socket();
            if (upgraded == null || response.code() != SWITCHING_PROTOCOLS) {
                try (response) {
                    listener.failed(PodApi.refusal(response));
                }
                return;
            }
            connection = Optional.of(upgraded);
            begin(response, upgraded);
            read(new FrameReader(Okio.buffer(upgraded.getSource())));
        } catch (EOFException e) {
            listener.failed(new IOException("the cluster has broken the connection off", e));
        } catch (IOException e) {
            listener.failed(e);
        } finally {
            cancel();
            connection.ifPresent(FrameSocket::release);
        }
    }

    /** OkHttp forgets a connection that was taken over once both of its directions are closed, and not before. */
    private static void release(Socket socket) {
        for (Closeable direction : List.of(socket.getSource(), socket.getSink())) {
            try {
                direction.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the end of a web socket that was broken off", e);
            }
        }
    }

    private void begin(Response response, Socket upgraded) throws IOException {
        if (call.isCanceled()) {
            throw new IOException("cancelled");
        }
        if (!accept(key).equals(response.header("Sec-WebSocket-Accept"))) {
            throw new IOException("the server takes the opening of a web socket for something else");
        }
        writing.lock();
        try {
            sink = Optional.of(Okio.buffer(upgraded.getSink()));
        } finally {
            writing.unlock();
        }
        listener.opened(
                this,
                Optional.ofNullable(response.header("Sec-WebSocket-Protocol")).orElse(""));
    }

    private void read(FrameReader reader) throws IOException {
        while (true) {
            FrameReader.Message message = reader.next();
            switch (message.control()) {
                case 0 -> listener.message(this, message.bytes());
                case Frames.PING -> answer(Frames.PONG, message.bytes());
                case Frames.CLOSE -> {
                    answer(Frames.CLOSE, NORMAL_CLOSURE);
                    listener.ended();
                    return;
                }
                default -> {} // an answer to a ping that nobody sent
            }
        }
    }

    /**
     * Sends a message; waits until the network has taken it.
     *
     * @throws IOException when the connection is over
     */
    void send(int channel, byte[] buffer, int offset, int length) throws IOException {
        writing.lock();
        try {
            if (closeSent) {
                throw new IOException("the web socket is closed");
            }
            write(Frames.BINARY, new byte[] {(byte) channel}, buffer, offset, length);
        } finally {
            writing.unlock();
        }
    }

    /** Says that nothing more is sent; what comes until the server says so too is still heard. */
    void close() {
        writing.lock();
        try {
            control(Frames.CLOSE, NORMAL_CLOSURE);
        } finally {
            writing.unlock();
        }
    }

    /** Answers from the thread that reads: it waits for no writer, whom the server lets wait until it is read from. */
    private void answer(int type, byte[] message) {
        if (writing.tryLock()) {
            try {
                control(type, message);
            } finally {
                writing.unlock();
            }
        }
    }

    private void control(int type, byte[] message) {
        try {
            if (!closeSent) {
                closeSent = type == Frames.CLOSE;
                write(type, NO_CHANNEL, message, 0, message.length);
            }
        } catch (IOException e) {
            cancel(); // there is nobody left to be told
        }
    }

    private void write(int type, byte[] channel, byte[] buffer, int offset, int length) throws IOException {
        BufferedSink out = sink.orElseThrow(() -> new IOException("the web socket is not open"));
        int whole = channel.length + length;
        if (frame.length < whole + Frames.LONGEST_HEADER) {
            frame = new byte[whole + Frames.LONGEST_HEADER];
        }
        int mask = RANDOM.nextInt();
        int from = Frames.header(frame, type, whole, mask);
        System.arraycopy(channel, 0, frame, from, channel.length);
        System.arraycopy(buffer, offset, frame, from + channel.length, length);
        Frames.mask(frame, from, whole, mask);
        out.write(frame, 0, from + whole);
        out.flush();
    }

    /** Breaks the connection off. */
    void cancel() {
        call.cancel();
        connection.ifPresent(Socket::cancel);
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has SHA-1", e);
        }
    }
}
