package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The mounts of a stack's services. Volumes have no request of their own: a task's node makes what is missing. */
final class StackMounts {
    private static final Set<String> PROPAGATIONS =
            Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");

    private final Project project;
    private final Map<String, Fields> declared;
    private final Map<String, ApiRequest> external = new LinkedHashMap<>();

    StackMounts(Project project, Fields root, Problems problems) {
        this.project = project;
        this.declared = new Fields(root.map(), "", problems).objects("volumes");
    }

    /** Returns the volumes that have to be there already. */
    List<ApiRequest> requests() {
        return List.copyOf(external.values());
    }

    void write(Fields service, ObjectNode container) {
        List<ObjectNode> mounts = new ArrayList<>();
        int index = 0;
        for (Value item : service.items("volumes")) {
            switch (item) {
                case Value.Scalar s -> shortForm(service, s.text()).ifPresent(mounts::add);
                case Value.Mapping m ->
                    longForm(service.item("volumes", index, m)).ifPresent(mounts::add);
                case Value.Sequence s -> service.error("volumes", "a volume is expected");
            }
            index++;
        }
        if (!mounts.isEmpty()) {
            ArrayNode list = container.putArray("Mounts");
            mounts.forEach(list::add);
        }
    }

    private Optional<ObjectNode> shortForm(Fields service, String text) {
        if (text.matches(ServiceStorage.WINDOWS)) {
            service.error("volumes", "\"" + text + "\" is a path of Windows, which no node has: use a named volume");
            return Optional.empty();
        }
        String[] parts = text.split(":", -1);
        if (parts.length == 1) {
            return Optional.of(mount("volume", "", text));
        }
        if (parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            service.error("volumes", "invalid volume specification: \"" + text + "\"");
            return Optional.empty();
        }
        List<String> modes = parts.length == 3 ? List.of(parts[2].split(",")) : List.of();
        Optional<ObjectNode> made = ServiceStorage.isPath(parts[0])
                ? Optional.of(bind(service, "volumes", parts[0], parts[1]))
                : named(service, "volumes", parts[0], parts[1], modes.contains("nocopy"));
        made.ifPresent(mount -> {
            if (modes.contains("ro")) {
                mount.put("ReadOnly", true);
            }
            modes.stream()
                    .filter(m -> PROPAGATIONS.contains(m)
                            && mount.path("Type").asText().equals("bind"))
                    .forEach(m -> mount.putObject("BindOptions").put("Propagation", m));
        });
        return made;
    }

    private Optional<ObjectNode> longForm(Fields volume) {
        String type = volume.text("type").orElse("volume");
        String source = volume.text("source").orElse("");
        String target = volume.text("target").orElse("");
        if (target.isEmpty()) {
            volume.error("target", "a path is expected");
            return Optional.empty();
        }
        Optional<ObjectNode> made = switch (type) {
            case "bind" -> Optional.of(bind(volume, "source", source, target));
            case "tmpfs" -> Optional.of(tmpfs(volume, target));
            case "volume" ->
                source.isEmpty()
                        ? Optional.of(mount(type, "", target))
                        : named(
                                volume,
                                "source",
                                source,
                                target,
                                volume.object("volume").flag("nocopy"));
            default -> {
                volume.error("type", "mounts of type \"" + type + "\" are not available on Kubernetes");
                yield Optional.empty();
            }
        };
        made.ifPresent(mount -> {
            if (volume.flag("read_only")) {
                mount.put("ReadOnly", true);
            }
            volume.object("volume")
                    .text("subpath")
                    .ifPresent(p -> mount.withObject("/VolumeOptions").put("Subpath", p));
            volume.object("bind")
                    .text("propagation")
                    .ifPresent(p -> mount.putObject("BindOptions").put("Propagation", p));
        });
        return made;
    }

    private static ObjectNode mount(String type, String source, String target) {
        ObjectNode mount = ComposeRequests.object().put("Type", type);
        if (!source.isEmpty()) {
            mount.put("Source", source);
        }
        return mount.put("Target", target);
    }

    private ObjectNode bind(Fields of, String key, String source, String target) {
        String path = ServiceStorage.source(source, project.directory());
        of.warn(key, "\"" + source + "\" is mounted from the node (" + path + "), not from this machine");
        return mount("bind", path, target);
    }

    private static ObjectNode tmpfs(Fields volume, String target) {
        ObjectNode mount = mount("tmpfs", "", target);
        Fields tmpfs = volume.object("tmpfs");
        tmpfs.bytes("size").ifPresent(n -> mount.withObject("/TmpfsOptions").put("SizeBytes", n));
        tmpfs.mode("mode").ifPresent(m -> mount.withObject("/TmpfsOptions").put("Mode", m));
        return mount;
    }

    private Optional<ObjectNode> named(Fields of, String key, String source, String target, boolean nocopy) {
        Fields volume = declared.get(source);
        if (volume == null) {
            of.error(key, "the volume \"" + source + "\" is not declared at the top");
            return Optional.empty();
        }
        boolean outside = Networks.external(volume);
        String name = Networks.name(volume).orElse(outside ? source : project.name() + "_" + source);
        ObjectNode mount = mount("volume", name, target);
        if (nocopy) {
            mount.withObject("/VolumeOptions").put("NoCopy", true);
        }
        if (outside) {
            external.computeIfAbsent(source, k -> {
                volume.warn("external", "the claim of the volume \"" + name + "\" is expected to be there");
                return new ApiRequest.CreateVolume(
                        "volume \"" + source + "\"", ComposeRequests.object().put("Name", name), true);
            });
            return Optional.of(mount);
        }
        StackRequests.labels(project, volume.texts(volume.pairs("labels")), mount.withObject("/VolumeOptions"));
        Optional<String> driver = volume.text("driver");
        Map<String, String> options = volume.texts(volume.pairs("driver_opts"));
        driver.ifPresent(d -> mount.withObject("/VolumeOptions/DriverConfig").put("Name", d));
        options.forEach((k, v) ->
                mount.withObject("/VolumeOptions/DriverConfig/Options").put(k, v));
        return Optional.of(mount);
    }
}
