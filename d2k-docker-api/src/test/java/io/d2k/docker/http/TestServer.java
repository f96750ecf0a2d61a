package io.d2k.docker.http;

import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.mock;

import io.d2k.docker.json.SystemEncoder;
import io.d2k.docker.route.Engine;
import io.d2k.docker.route.SwarmApi;
import io.d2k.domain.port.in.Containers;
import io.d2k.domain.port.in.Events;
import io.d2k.domain.port.in.Execs;
import io.d2k.domain.port.in.Files;
import io.d2k.domain.port.in.Images;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.in.Registries;
import io.d2k.domain.port.in.Stats;
import io.d2k.domain.port.in.SystemInfo;
import io.d2k.domain.port.in.Volumes;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server on a free port, on an engine of mocks. */
final class TestServer implements AutoCloseable {
    final Containers containers = mock(Containers.class);
    final Execs execs = mock(Execs.class);
    final Images images = mock(Images.class);
    final Volumes volumes = mock(Volumes.class);
    final Networks networks = mock(Networks.class);
    final SystemInfo system = mock(SystemInfo.class);
    final Events events = mock(Events.class);
    final Stats stats = mock(Stats.class);
    final Files files = mock(Files.class);
    final Registries registries = mock(Registries.class);
    final Queue<RequestObserver.Outcome> outcomes = new ConcurrentLinkedQueue<>();
    final DockerApi api;
    private final DockerServer server;

    TestServer() {
        this(HttpSettings.of("127.0.0.1", 0));
    }

    TestServer(HttpSettings settings) {
        this(settings, Optional.empty());
    }

    TestServer(HttpSettings settings, Optional<SwarmApi> swarm) {
        doCallRealMethod().when(containers).requireExists(org.mockito.ArgumentMatchers.any());
        api = new DockerApi(
                new Engine(
                        containers, execs, images, volumes, networks, system, events, stats, files, registries, swarm),
                settings,
                new SystemEncoder.Build("0.1.0", "", ""),
                Clock.systemUTC(),
                id -> outcomes::add);
        server = DockerServer.start(api);
    }

    int port() {
        return server.port();
    }

    /** Opens a connection. */
    Wire wire() throws IOException {
        return new Wire(port());
    }

    /** Sends one request on a connection of its own. */
    Wire.Answer send(String method, String path, String... headersAndBody) throws IOException {
        try (Wire wire = wire()) {
            wire.request(method, path, headersAndBody);
            return wire.answer(method.equals("HEAD"));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
