package io.d2k.k8s.manifest;

import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.publish.PublishedPort;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Host ports of pods, and how they are written down: {@code RUN HOST[!]>PORT/PROTOCOL[@ADDRESS] ...}. */
public final class HostPorts {
    private static final Pattern PORT =
            Pattern.compile("(\\d{1,5})(!?)>(\\d{1,5})/(tcp|udp|sctp)(?:@([0-9A-Fa-f.:]+))?");

    private HostPorts() {}

    /** Returns the template with the host ports of a publication and no others. */
    public static V1PodTemplateSpec apply(V1PodTemplateSpec template, Publication publication) {
        V1PodTemplateSpec copy;
        try {
            // what is held in memory is shared and never changed
            copy = V1PodTemplateSpec.fromJson(template.toJson());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        V1Container main = copy.getSpec().getContainers().stream()
                .filter(c -> Names.MAIN_CONTAINER.equals(c.getName()))
                .findFirst()
                .orElseThrow();
        Set<Port> published =
                publication.ports().stream().map(PublishedPort::target).collect(Collectors.toSet());
        List<V1ContainerPort> ports = new ArrayList<>();
        Optional.ofNullable(main.getPorts()).orElseGet(List::of).stream()
                .map(p -> new V1ContainerPort()
                        .containerPort(p.getContainerPort())
                        .protocol(p.getProtocol()))
                .filter(p -> published.stream().noneMatch(t -> is(p, t)))
                .distinct()
                .forEach(ports::add);
        publication.ports().forEach(p -> ports.add(port(p)));
        main.setPorts(ports.isEmpty() ? null : ports);
        return copy;
    }

    private static boolean is(V1ContainerPort port, Port target) {
        return port.getContainerPort() == target.number()
                && target.protocol().name().equals(port.getProtocol() == null ? "TCP" : port.getProtocol());
    }

    private static V1ContainerPort port(PublishedPort p) {
        var port = new V1ContainerPort()
                .containerPort(p.target().number())
                .protocol(p.target().protocol().name())
                .hostPort(p.hostPort());
        return p.hostIp().isEmpty() ? port : port.hostIP(p.hostIp());
    }

    /** Writes a publication down. */
    public static String write(Publication publication) {
        return publication.run()
                + publication.ports().stream()
                        .map(p -> " " + p.hostPort() + (p.fixed() ? "!" : "") + ">"
                                + p.target().key()
                                + (p.hostIp().isEmpty() ? "" : "@" + p.hostIp()))
                        .collect(Collectors.joining());
    }

    /** Reads what {@link #write} wrote; nothing where it is something else. */
    public static Optional<Publication> read(String text) {
        String[] words = text.split(" ", -1);
        if (!words[0].matches("\\d{1,9}")) {
            return Optional.empty();
        }
        List<PublishedPort> ports = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            Matcher m = PORT.matcher(words[i]);
            if (!m.matches()) {
                return Optional.empty();
            }
            Port target = new Port(
                    Integer.parseInt(m.group(3)), Protocol.of(m.group(4)).orElseThrow());
            String address = m.group(5) == null ? "" : m.group(5);
            ports.add(
                    new PublishedPort(Integer.parseInt(m.group(1)), !m.group(2).isEmpty(), target, address));
        }
        return Optional.of(
                new Publication(PublishMode.HOSTPORT, PublishMode.HOSTPORT.word(), Integer.parseInt(words[0]), ports));
    }
}
