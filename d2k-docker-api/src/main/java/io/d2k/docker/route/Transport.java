package io.d2k.docker.route;

import io.d2k.docker.stream.Connections;
import io.d2k.docker.stream.LiveStreams;
import java.time.Duration;

/**
 * What calls need of the server that they came by.
 *
 * @param connections its connections
 * @param streams its open streams
 * @param deadlines its timer
 * @param maxBodyBytes size of the largest body that is read, in bytes
 * @param bodyTimeout how long a client may take to send a body
 */
public record Transport(
        Connections connections, LiveStreams streams, Deadlines deadlines, int maxBodyBytes, Duration bodyTimeout) {}
