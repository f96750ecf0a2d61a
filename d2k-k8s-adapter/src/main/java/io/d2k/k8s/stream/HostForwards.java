package io.d2k.k8s.stream;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishedPort;
import io.d2k.domain.publish.PublishedState;
import io.d2k.k8s.client.KubernetesClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Published ports as listeners on d2k's own host, each connection a tunnel to the container's pod: what a developer's
 * {@code localhost:8080} and Testcontainers need. They end with d2k, and are opened again when it begins.
 */
public final class HostForwards implements PublishedPorts, AutoCloseable {
    /** So many host ports are tried in turn where the client named none. */
    private static final int ATTEMPTS = 100;

    private final PodApi api;
    private final ContainerStore containers;
    private final InetAddress host;
    private final Map<Key, Open> open = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Makes it.
     *
     * @param host the address to listen on, where a port names none of its own
     */
    public HostForwards(KubernetesClients clients, ContainerStore containers, String host) {
        this.api = new PodApi(clients);
        this.containers = containers;
        try {
            this.host = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Key(String containerId, String part) {}

    private record Open(PublishedState state, List<ForwardListener> sockets) {
        void close() {
            sockets.forEach(ForwardListener::close);
        }
    }

    @Override
    public List<PublishedState> list() {
        return open.values().stream().map(Open::state).toList();
    }

    @Override
    public void publish(ContainerRecord record, Publication publication) {
        Key key = new Key(record.id(), publication.part());
        Optional.ofNullable(open.remove(key)).ifPresent(Open::close);
        List<ForwardListener> sockets = new ArrayList<>();
        List<PublishedPort> ports = new ArrayList<>();
        try {
            for (PublishedPort port : publication.ports()) {
                ports.add(listen(record.id(), port, sockets));
            }
        } catch (EngineException e) {
            sockets.forEach(ForwardListener::close);
            throw e;
        }
        var given = new Publication(publication.mode(), publication.part(), publication.run(), ports);
        open.put(key, new Open(new PublishedState(record.id(), given, List.of(host.getHostAddress())), sockets));
        tell(record.id());
    }

    private PublishedPort listen(String id, PublishedPort port, List<ForwardListener> sockets) {
        InetAddress address = ListenAddress.of(host, port.hostIp());
        for (int attempt = 0; ; attempt++) {
            int number = port.hostPort() + attempt;
            try {
                sockets.add(new ForwardListener(
                        address, number, api, () -> pod(id), port.target().number()));
                return port.at(number);
            } catch (IOException e) {
                if (port.fixed() || attempt == ATTEMPTS) {
                    throw EngineException.conflict("Error starting userland proxy: listen tcp4 "
                            + address.getHostAddress() + ":" + number + ": bind: " + words(e));
                }
            }
        }
    }

    private static String words(IOException e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("in use")
                ? "address already in use"
                : text.contains("assign requested address") ? "cannot assign requested address" : text;
    }

    private Optional<String> pod(String id) {
        return containers
                .find(id)
                .flatMap(ObservedContainer::pod)
                .filter(p -> p.process() instanceof ProcessState.Running)
                .map(PodObservation::name);
    }

    @Override
    public void withdraw(PublishedState state) {
        Key key = new Key(state.containerId(), state.publication().part());
        Optional.ofNullable(open.remove(key)).ifPresent(o -> {
            o.close();
            tell(state.containerId());
        });
    }

    private void tell(String id) {
        listeners.forEach(listener -> listener.accept(id));
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        open.values().forEach(Open::close);
        open.clear();
    }
}
