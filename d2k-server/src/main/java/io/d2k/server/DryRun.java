package io.d2k.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.docker.json.ContainerDecoder;
import io.d2k.docker.json.NetworkCodec;
import io.d2k.docker.json.VolumeCodec;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.container.Created;
import io.d2k.domain.engine.Engine;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarWriter;
import io.d2k.domain.network.NetworkCreated;
import io.d2k.domain.port.in.Files.Placement;
import io.d2k.domain.port.in.Volumes;
import io.d2k.domain.volume.VolumeRecord;
import io.d2k.k8s.cluster.Manifest;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.Problems;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What d2k would make of requests, found out by doing it: the use cases work as they do for a client, on a cluster that
 * only notes what it is sent. The same requests give the same manifests every time.
 */
public final class DryRun implements AutoCloseable {
    private final String namespace;
    private final Problems problems;
    private final DryEngine dry;
    private final Engine engine;
    private final Set<String> refused = new HashSet<>();
    private final Set<String> external = new HashSet<>();
    private final Set<String> foreignIds = new HashSet<>();
    private final Optional<DryRunSwarm> swarm;

    /**
     * Makes one.
     *
     * @param problems told of what is not carried over, and of what is refused
     */
    public DryRun(DryEngine.Setup setup, Problems problems) {
        this.namespace = setup.namespace();
        this.problems = problems;
        dry = new DryEngine(setup, UnaryOperator.identity());
        engine = dry.engine();
        swarm = engine.swarm()
                .map(s -> new DryRunSwarm(
                        s, engine.services().orElseThrow().services(), engine.networks(), dry.names(), problems));
    }

    private void needed(ApiRequest.CreateContainer request) {
        Set<String> names = new TreeSet<>();
        var host = request.body().path("HostConfig");
        host.path("Binds").forEach(b -> names.add(b.asText().replaceFirst(":.*", "")));
        host.path("Mounts").forEach(m -> names.add(m.path("Source").asText()));
        request.body()
                .path("NetworkingConfig")
                .path("EndpointsConfig")
                .fieldNames()
                .forEachRemaining(names::add);
        names.retainAll(refused);
        if (!names.isEmpty()) {
            throw EngineException.invalid("it needs " + String.join(", ", names) + ", which is left out");
        }
    }

    /** Does a request; one that is refused is an error among the problems, in the words of the answer. */
    public void send(ApiRequest request) {
        try {
            switch (request) {
                case ApiRequest.CreateNetwork n -> network(n);
                case ApiRequest.CreateVolume v -> volume(v);
                case ApiRequest.CreateContainer c -> container(c);
                case ApiRequest.CreateSecret s -> known(s.external(), swarm().secret(s.body(), s.external()));
                case ApiRequest.CreateConfig c -> known(c.external(), swarm().config(c.body(), c.external()));
                case ApiRequest.CreateService s -> swarm().service(s);
            }
        } catch (EngineException e) {
            if (request instanceof ApiRequest.CreateNetwork || request instanceof ApiRequest.CreateVolume) {
                refused.add(request.body().path("Name").asText());
            }
            problems.error(request.subject() + " is left out: " + e.getMessage());
        }
    }

    private void network(ApiRequest.CreateNetwork request) {
        NetworkCreated made = engine.networks().create(NetworkCodec.decode(bytes(request.body())));
        made.warnings().forEach(w -> problems.warn(request.subject() + ": " + w));
        String id = made.id();
        known(request.external(), id);
    }

    private void known(boolean outside, String id) {
        if (outside) {
            external.add(id);
            foreignIds.add(id);
        }
    }

    private DryRunSwarm swarm() {
        return swarm.orElseThrow(() -> EngineException.unavailable("this is no swarm"));
    }

    private void volume(ApiRequest.CreateVolume request) {
        VolumeCodec.Create wanted = VolumeCodec.decode(bytes(request.body()));
        Volumes.Made made = engine.volumes().create(wanted.name(), wanted.driver(), wanted.options(), wanted.labels());
        made.warnings().forEach(w -> problems.warn(request.subject() + ": " + w));
        VolumeRecord volume = made.volume();
        if (request.external()) {
            external.add(volume.claim());
        }
    }

    private void container(ApiRequest.CreateContainer request) {
        needed(request);
        var spec = new ContainerDecoder().decode(bytes(request.body()));
        Created created = engine.containers().create(new CreateRequest(request.name(), request.platform(), spec));
        created.warnings().forEach(w -> problems.warn(request.subject() + ": " + w));
        for (ApiRequest.Upload file : request.files()) {
            upload(created.id(), file, request.subject());
        }
        if (request.start()) {
            try {
                engine.containers().start(created.id());
            } catch (EngineException e) {
                // what cannot start is no use applied
                engine.containers().remove(created.id(), true, true);
                throw e;
            }
        }
    }

    private void upload(String id, ApiRequest.Upload file, String subject) {
        int slash = file.target().lastIndexOf('/');
        String directory = slash <= 0 ? "/" : file.target().substring(0, slash);
        try {
            engine.files()
                    .extract(id, new Placement(directory, false, false), new ByteArrayInputStream(tar(file, slash)));
        } catch (EngineException e) {
            problems.warn(subject + ": the file " + file.target() + " is not carried over: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] tar(ApiRequest.Upload file, int slash) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(out);
        writer.begin(entry(file, file.target().substring(slash + 1)));
        writer.content().write(file.content());
        writer.end();
        return out.toByteArray();
    }

    private static TarEntry entry(ApiRequest.Upload file, String name) {
        String raw = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new TarEntry(
                TarEntry.FILE, raw, file.mode(), file.uid(), file.gid(), file.content().length, 0, "", 0, 0);
    }

    /** Returns all that was made, in an order in which it can be applied. */
    public List<Manifest> manifests() {
        for (String scope : swarm.isPresent() ? List.of("local", "swarm") : List.of("local")) {
            foreignIds.add(engine.networks().inspect("bridge", scope).record().id());
        }
        foreignIds.add(engine.networks().inspect("none", "local").record().id());
        List<Manifest> made = dry.server().manifests().stream()
                .filter(m -> !m.isPull() && external.stream().noneMatch(e -> isExternal(m, e)))
                .map(m -> m.withoutIds(foreignIds).in(namespace))
                .toList();
        List<Manifest> all = new ArrayList<>(dry.names().addTo(made, namespace, problems::warn));
        all.sort(Manifest.APPLY_ORDER);
        return all;
    }

    private static boolean isExternal(Manifest manifest, String id) {
        return switch (manifest.kind()) {
            case "PersistentVolumeClaim" -> manifest.name().equals(id);
            case "ConfigMap", "Secret" -> manifest.standsFor(id);
            default -> false;
        };
    }

    static byte[] bytes(ObjectNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        dry.close();
    }
}
