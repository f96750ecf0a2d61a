package io.d2k.domain.engine;

import io.d2k.domain.Ids;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.network.OverlayView;
import io.d2k.domain.network.OverlayView.Backend;
import io.d2k.domain.network.OverlayView.Peer;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskView;
import io.d2k.domain.service.TaskView.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who is behind the networks of a swarm. */
final class OverlayTraffic {
    private static final int PEER_ID = 12;

    private final TaskViews views;
    private final SwarmService swarm;
    private final PredefinedNetworks predefined;

    OverlayTraffic(TaskViews views, SwarmService swarm, PredefinedNetworks predefined) {
        this.views = views;
        this.swarm = swarm;
        this.predefined = predefined;
    }

    /**
     * Looks at a network.
     *
     * @param nodes the names of the nodes that have members of it
     */
    OverlayView of(NetworkRecord network, Collection<String> nodes) {
        Map<String, String> addresses = swarm.roles().nodes().stream()
                .collect(Collectors.toMap(n -> n.name(), n -> n.node().address(), (a, b) -> a));
        List<Peer> peers = nodes.stream()
                .distinct()
                .sorted()
                .map(n -> new Peer(Ids.derived("peer " + n).substring(0, PEER_ID), addresses.getOrDefault(n, "")))
                .toList();
        Map<String, OverlayView.Service> services = new HashMap<>();
        views.services().forEach(s -> {
            List<Backend> tasks = tasks(s, network, addresses);
            if (!tasks.isEmpty()) {
                services.put(s.record().name(), service(s, network, tasks));
            }
        });
        return new OverlayView(peers, services);
    }

    private List<Backend> tasks(ObservedService service, NetworkRecord network, Map<String, String> nodes) {
        List<Backend> tasks = new ArrayList<>();
        for (TaskView v : views.of(service)) {
            if (v.task().status().state() == TaskState.RUNNING) {
                on(network, v.addresses())
                        .ifPresent(ip -> tasks.add(new Backend(
                                v.name(),
                                endpointId(v.containerId(), network),
                                ip,
                                nodes.getOrDefault(v.task().node(), ""))));
            }
        }
        return tasks;
    }

    private OverlayView.Service service(ObservedService service, NetworkRecord network, List<Backend> tasks) {
        String own = service.record().spec().endpoint().dnsRoundRobin()
                ? ""
                : on(network, views.service(service, List.of()).addresses()).orElse("");
        boolean carries = network.id().equals(predefined.ingress().id());
        List<String> ports = service.record().ports().stream()
                .filter(p -> carries && !p.host())
                .map(OverlayTraffic::words)
                .toList();
        return new OverlayView.Service(own, ports, tasks);
    }

    private static String words(PublishedTarget port) {
        return "Target: " + port.target().number() + ", Publish: " + port.published();
    }

    private static Optional<String> on(NetworkRecord network, List<Address> addresses) {
        return addresses.stream()
                .filter(a -> a.network().networkId().equals(network.id()))
                .map(Address::ip)
                .findFirst();
    }

    /** Returns the ID of a container's endpoint on a network. */
    static String endpointId(String containerId, NetworkRecord network) {
        return Ids.derived(containerId + network.id());
    }
}
