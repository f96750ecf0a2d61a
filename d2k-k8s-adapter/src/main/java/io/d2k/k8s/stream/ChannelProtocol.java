package io.d2k.k8s.stream;

import io.d2k.domain.log.StdStream;
import java.util.Arrays;
import java.util.Optional;

/** The web socket protocols by which Kubernetes carries the streams of a process, best first. */
enum ChannelProtocol {
    /** Knows the end of a single stream; Kubernetes 1.30 and newer. */
    V5("v5.channel.k8s.io"),
    /** Knows no end of input but that of the session. */
    V4("v4.channel.k8s.io");

    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int STATUS = 3;
    static final int RESIZE = 4;
    static final int CLOSE = 255;

    /** What a client asks for. */
    static final String OFFER = V5.token + ", " + V4.token;

    private final String token;

    ChannelProtocol(String token) {
        this.token = token;
    }

    /** Returns the protocol that the server chose. */
    static Optional<ChannelProtocol> of(String token) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.token.equals(token.strip()))
                .findFirst();
    }

    /** Returns which of a process's output streams a message belongs to. */
    static StdStream stream(byte[] message) {
        return message[0] == STDERR ? StdStream.STDERR : StdStream.STDOUT;
    }
}
