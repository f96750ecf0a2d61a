package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerStatus;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.container.Created;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.container.rule.SecurityOptionRule;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.Port;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes containers. */
public final class ContainerEncoder {
    /** What stands where the Docker Engine names its storage driver: the cluster keeps the layers. */
    static final String DRIVER = "kubernetes";

    private final Clock clock;

    /** Makes an encoder; the clock tells how long ago things were. */
    public ContainerEncoder(Clock clock) {
        this.clock = clock;
    }

    /**
     * What {@code GET /containers/ID/json} answers.
     *
     * @param size whether {@code size=1} was asked; the size of the image is told where the registry told it, that of
     *     what the container wrote is left out, since the cluster does not tell it
     */
    public ObjectNode inspect(ContainerView view, boolean size, ApiVersion version) {
        CreateDocument asked = CreateDocument.parse(view.record().spec().document());
        List<String> argv = view.config().argv();
        ObjectNode out = DockerJson.object()
                .put("Id", view.id())
                .put("Created", GoTime.nanos(view.created()))
                .put("Path", argv.isEmpty() ? "" : argv.getFirst());
        out.set("Args", DockerJson.array(argv.subList(Math.min(1, argv.size()), argv.size())));
        out.set("State", state(view.state()));
        out.put("Image", imageId(view))
                .put("ResolvConfPath", "")
                .put("HostnamePath", "")
                .put("HostsPath", "")
                .put("LogPath", "")
                .put("Name", "/" + view.name())
                .put("RestartCount", view.state().restartCount())
                .put("Driver", DRIVER)
                .put("Platform", view.image().map(ImageFacts::os).orElse("linux"))
                .put("MountLabel", "")
                .put("ProcessLabel", "")
                .put("AppArmorProfile", appArmor(view.record().spec().security().securityOpt()));
        out.set("ExecIDs", DockerJson.arrayOrNull(view.execIds()));
        // links are told as they are now, whatever was asked
        out.set("HostConfig", ConfigEncoder.host(asked).set("Links", DockerJson.arrayOrNull(view.links())));
        out.set("GraphDriver", graphDriver());
        if (size) {
            view.image().ifPresent(i -> out.put("SizeRootFs", i.sizeBytes()));
        }
        out.set("Mounts", mounts(view));
        out.set("Config", ConfigEncoder.config(asked, view.config()));
        out.set("NetworkSettings", NetworkSettingsEncoder.inspect(view, asked, version));
        return out;
    }

    /** One entry of {@code GET /containers/json}; {@code size} as for {@link #inspect}. */
    public ObjectNode summary(ContainerView view, boolean size, ApiVersion version) {
        ObjectNode out = DockerJson.object().put("Id", view.id());
        out.set("Names", DockerJson.array(names(view)));
        out.put("Image", view.imageName())
                // none is better than the reference, of which docker ps would show twelve characters
                .put("ImageID", view.image().map(ImageFacts::id).orElse(""))
                .put("Command", command(view.config().argv()))
                .put("Created", view.created().getEpochSecond());
        out.set("Ports", ports(view));
        if (size) {
            view.image().ifPresent(i -> out.put("SizeRootFs", i.sizeBytes()));
        }
        out.set("Labels", DockerJson.map(view.config().labels()));
        out.put("State", view.state().status().word()).put("Status", StatusText.of(view.state(), clock.instant()));
        out.putObject("HostConfig").put("NetworkMode", networkMode(view));
        out.putObject("NetworkSettings").set("Networks", NetworkSettingsEncoder.summary(view));
        out.set("Mounts", mounts(view));
        return out;
    }

    /** What {@code POST /containers/create} answers (201). */
    public ObjectNode created(Created created) {
        ObjectNode out = DockerJson.object().put("Id", created.id());
        out.set("Warnings", DockerJson.array(created.warnings()));
        return out;
    }

    /** What {@code POST /containers/prune} answers. No space is reclaimed that d2k could measure. */
    public ObjectNode pruned(List<String> ids) {
        ObjectNode out = DockerJson.object();
        out.set("ContainersDeleted", DockerJson.arrayOrNull(ids));
        return out.put("SpaceReclaimed", 0);
    }

    /** What {@code POST /containers/ID/update} answers. */
    public ObjectNode updated(List<String> warnings) {
        ObjectNode out = DockerJson.object();
        out.set("Warnings", DockerJson.arrayOrNull(warnings));
        return out;
    }

    /** Docker tells a profile that was asked for even where its host has no AppArmor; of the others none is had here. */
    private static String appArmor(List<String> options) {
        return options.stream().anyMatch(SecurityOptionRule::withoutAppArmor) ? "unconfined" : "";
    }

    private static List<String> names(ContainerView view) {
        return Stream.concat(Stream.of(view.name()), view.linkedNames().stream())
                .map(name -> "/" + name)
                .sorted()
                .toList();
    }

    /** Returns the image's ID, or the reference where the registry did not tell it: clients look either up. */
    private static String imageId(ContainerView view) {
        return view.image()
                .map(ImageFacts::id)
                .orElseGet(() -> view.record().spec().image());
    }

    private static String networkMode(ContainerView view) {
        String mode = view.record().spec().networks().mode();
        return mode.isEmpty() || mode.equals("default") ? "bridge" : mode;
    }

    private static String command(List<String> argv) {
        if (argv.isEmpty()) {
            return "";
        }
        String arguments = argv.stream()
                .skip(1)
                .map(a -> a.contains(" ") ? "'" + a + "'" : a)
                .collect(Collectors.joining(" "));
        return argv.size() == 1 ? argv.getFirst() : argv.getFirst() + " " + arguments;
    }

    private static ObjectNode state(ContainerState state) {
        ObjectNode out = DockerJson.object()
                .put("Status", state.status().word())
                .put("Running", state.running())
                .put("Paused", false)
                .put("Restarting", state.status() == ContainerStatus.RESTARTING)
                .put("OOMKilled", state.oomKilled())
                .put("Dead", state.status() == ContainerStatus.DEAD)
                .put("Pid", 0) // the node's process IDs are not told by Kubernetes
                .put("ExitCode", state.exitCode())
                .put("Error", state.error())
                .put("StartedAt", GoTime.nanos(state.startedAt()))
                .put("FinishedAt", GoTime.nanos(state.finishedAt()));
        state.health().ifPresent(h -> {
            ObjectNode health =
                    out.putObject("Health").put("Status", h.word()).put("FailingStreak", state.failingStreak());
            ArrayNode log = health.putArray("Log");
            // the cluster tells one time of each
            state.healthLog()
                    .forEach(f -> log.addObject()
                            .put("Start", GoTime.nanos(f.at()))
                            .put("End", GoTime.nanos(f.at()))
                            .put("ExitCode", f.outcome().exitCode())
                            .put("Output", f.output()));
        });
        return out;
    }

    /** Returns the storage driver's description. */
    static ObjectNode graphDriver() {
        ObjectNode out = DockerJson.object();
        out.putObject("Data");
        return out.put("Name", DRIVER);
    }

    private static ArrayNode mounts(ContainerView view) {
        ArrayNode out = DockerJson.mapper().createArrayNode();
        for (MountPoint m : view.mounts()) {
            ObjectNode mount = out.addObject();
            putIfSet(mount, "Type", m.type());
            putIfSet(mount, "Name", m.name());
            mount.put("Source", m.source()).put("Destination", m.destination());
            putIfSet(mount, "Driver", m.driver());
            mount.put("Mode", m.mode()).put("RW", m.readWrite()).put("Propagation", m.propagation());
        }
        return out;
    }

    private static void putIfSet(ObjectNode object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }

    private static JsonNode ports(ContainerView view) {
        ArrayNode out = DockerJson.mapper().createArrayNode();
        for (Map.Entry<Port, List<PortBinding>> e : view.published().entrySet()) {
            if (e.getValue().isEmpty()) {
                port(out, e.getKey(), new PortBinding("", ""));
            }
            e.getValue().forEach(b -> port(out, e.getKey(), b));
        }
        return out;
    }

    private static void port(ArrayNode out, Port port, PortBinding binding) {
        ObjectNode entry = out.addObject();
        putIfSet(entry, "IP", binding.hostIp());
        entry.put("PrivatePort", port.number());
        if (binding.hostPort().chars().allMatch(Character::isDigit)
                && !binding.hostPort().isEmpty()) {
            entry.put("PublicPort", Integer.parseInt(binding.hostPort()));
        }
        entry.put("Type", port.protocol().key());
    }
}
