package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.ServerProcess;
import io.d2k.e2e.fixture.ServerProcess.Holdings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that go away leave neither threads nor sockets behind in the server, neither towards them nor to the cluster. */
class LeakIT {
    private static final int CLIENTS = 200;
    /** Idle connections that the HTTP client of the server keeps for the next request, and its threads for them. */
    private static final int SPARE = 8;
    /** Its threads end when they were idle for a minute: OkHttp's, and those of the JDK's HTTP client. */
    private static final Duration IDLE_THREADS = Duration.ofMinutes(1);

    private static Namespace namespace;
    private static D2kServer server;
    private static Docker docker;

    private final List<Socket> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        namespace = Namespace.create();
        server = D2kServer.start(namespace);
        docker = new Docker(server.host());
        docker.ok("run", "-di", "--name", "idle", "busybox", "sh", "-c", "echo up; cat; sleep 3000");
        docker.awaitLog("idle", "up");
    }

    @AfterAll
    static void stop() {
        docker.removeAll();
        try (Namespace ended = namespace) {
            server.close();
        }
    }

    @AfterEach
    void closeClients() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        clients.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1.45/containers/idle/logs?follow=1&stdout=1&stderr=1",
                "GET /v1.45/events",
                "POST /v1.45/containers/idle/wait",
                "POST /v1.45/containers/idle/attach?stream=1&stdout=1&stderr=1",
                "POST /v1.45/containers/idle/attach?stream=1&stdin=1&stdout=1&stderr=1"
            })
    void clientsThatGoAwayLeaveNothingBehind(String request) throws IOException {
        ServerProcess process = server.process();
        // The first ones of a kind make what the server keeps for good.
        open(request, 5);
        closeClients();
        Eventually.equal(0L, Docker.LIMIT, process::clientSockets);
        Holdings before = process.holdings();

        open(request, CLIENTS);
        // Not at once: the last command line client may be just about to go.
        Eventually.equal((long) CLIENTS, Docker.LIMIT, process::clientSockets);
        closeClients();

        Eventually.equal(0L, Docker.LIMIT, process::clientSockets);
        Eventually.equal(
                "no more than before", IDLE_THREADS.plus(Docker.LIMIT), () -> compare(before, process.holdings()));
        assertEquals("running", docker.status("idle"));
    }

    private static String compare(Holdings before, Holdings now) {
        boolean grown = now.sockets() > before.sockets() + SPARE
                || now.threads() > before.threads() + SPARE
                || now.virtualThreads() > before.virtualThreads() + SPARE;
        return grown ? "before " + before + ", now " + now : "no more than before";
    }

    /** Opens clients that have their answer's head, so that the server serves them. */
    private void open(String request, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
            client.setSoTimeout(20_000);
            client.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: d2k\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            clients.add(client);
        }
        for (Socket client : clients) {
            byte[] head = client.getInputStream().readNBytes("HTTP/1.1 200".length());
            assertEquals("HTTP/1.1 200", new String(head, StandardCharsets.US_ASCII), request);
        }
    }
}
