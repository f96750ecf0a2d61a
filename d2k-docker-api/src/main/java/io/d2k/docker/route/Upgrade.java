package io.d2k.docker.route;

import io.d2k.docker.stream.DetachKeys;
import io.d2k.docker.stream.Hijack;
import io.d2k.docker.stream.LiveStreams;
import io.d2k.docker.stream.WebSocket;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ProcessSession;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;

/** Turns the connection of a call into the streams of a process. */
final class Upgrade {
    private Upgrade() {}

    /** Carries a process's streams until it ends, raw or in frames; what is returned is to be thrown. */
    static CloseConnectionException carry(
            Call call, ProcessSession session, boolean raw, boolean stdin, DetachKeys keys) {
        call.endBody(); // it is no input
        String head = call.upgrade()
                ? "HTTP/1.1 101 UPGRADED\r\nContent-Type: " + MediaType.of(raw, call.version())
                        + "\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Type: " + MediaType.RAW + "\r\n";
        try (LiveStreams.Entry live = call.transport().streams().add(session::close)) {
            return Hijack.start(call.response(), call.transport().connections(), head + call.headLines())
                    .carry(session, raw, stdin, keys);
        }
    }

    /**
     * Returns the key of a WebSocket handshake.
     *
     * @throws EngineException {@code INVALID} when the request is none
     */
    static String webSocketKey(Call call) {
        String key = call.header(HeaderNames.create("Sec-WebSocket-Key"));
        boolean handshake = call.header(HeaderNames.UPGRADE).equalsIgnoreCase("websocket")
                && call.header(HeaderNames.create("Sec-WebSocket-Version")).equals("13");
        if (!handshake || key.isEmpty()) {
            throw EngineException.invalid("not a WebSocket handshake (version 13)");
        }
        return key;
    }

    /** Carries a process's streams over a WebSocket; what is returned is to be thrown. */
    static CloseConnectionException carryMessages(
            Call call, ProcessSession session, String key, boolean stdin, DetachKeys keys) {
        String head = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: " + WebSocket.accept(key) + "\r\n";
        try (LiveStreams.Entry live = call.transport().streams().add(session::close)) {
            return Hijack.start(call.response(), call.transport().connections(), head + call.headLines())
                    .carryMessages(session, stdin, keys, !call.version().before(28));
        }
    }
}
