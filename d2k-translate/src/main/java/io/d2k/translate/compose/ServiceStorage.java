package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.yaml.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Volumes, secrets and configs of a service: mounts, and files that are put into its containers. */
final class ServiceStorage {
    static final String WINDOWS = "[A-Za-z]:[\\\\/].*";

    private final Project project;
    private final Fields root;
    private final Fields fields;
    private final Map<String, Fields> services;
    private final Volumes volumes;
    private final List<ApiRequest.Upload> uploads = new ArrayList<>();
    /** Targets to what writes their mount: a later one of a target replaces the earlier one. */
    private final Map<String, Runnable> mounts = new LinkedHashMap<>();

    ServiceStorage(Project project, Fields root, Fields fields, Map<String, Fields> services, Volumes volumes) {
        this.project = project;
        this.root = root;
        this.fields = fields;
        this.services = services;
        this.volumes = volumes;
    }

    /** Returns the files that docker compose copies into the containers before their start. */
    List<ApiRequest.Upload> uploads() {
        return List.copyOf(uploads);
    }

    void write(ObjectNode host) {
        volumesFrom(fields, host, new LinkedHashSet<>());
        volumes(fields, host);
        for (String target : fields.texts("tmpfs")) {
            int colon = target.indexOf(':');
            host.withObject("/Tmpfs")
                    .put(colon < 0 ? target : target.substring(0, colon), colon < 0 ? "" : target.substring(colon + 1));
        }
        files("secrets", "/run/secrets/", host);
        files("configs", "/", host);
        mounts.values().forEach(Runnable::run);
    }

    /** Mounts what another service mounts: what Docker asks of a container is known here by the file. */
    private void volumesFrom(Fields of, ObjectNode host, Set<String> seen) {
        for (String from : of.texts("volumes_from")) {
            String[] parts = from.split(":");
            Optional<Fields> other = Optional.ofNullable(services.get(parts[0]));
            if (other.isEmpty()) {
                fields.error("volumes_from", "there is no service \"" + parts[0] + "\"");
            } else if (seen.add(parts[0])) {
                Fields theirs = new Fields(other.get().map(), other.get().path(), fields.problems());
                volumesFrom(theirs, host, seen);
                volumes(theirs, host);
                fields.warn(
                        "volumes_from",
                        "the volumes of \"" + parts[0]
                                + "\" that the file names are mounted; those of its image are not");
            }
        }
    }

    private void volumes(Fields of, ObjectNode host) {
        int index = 0;
        for (Value item : of.items("volumes")) {
            switch (item) {
                case Value.Scalar s -> shortForm(of, s, host);
                case Value.Mapping m -> longForm(of.item("volumes", index, m), host);
                case Value.Sequence s -> of.error("volumes", "a volume is expected");
            }
            index++;
        }
    }

    private void shortForm(Fields of, Value.Scalar item, ObjectNode host) {
        String text = item.text();
        String rest = text.matches(WINDOWS) ? text.substring(2) : text;
        String drive = text.substring(0, text.length() - rest.length());
        String[] parts = rest.split(":", -1);
        String source = drive + parts[0];
        if (!drive.isEmpty()) {
            // one letter is no name of a volume
            of.error("volumes", "\"" + source + "\" is a path of Windows, which no node has: use a named volume");
            return;
        }
        if (parts.length == 1) {
            mounts.put(
                    parts[0],
                    () -> host.withArray("Mounts")
                            .addObject()
                            .put("Type", "volume")
                            .put("Target", text));
            return;
        }
        if (parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            of.error("volumes", "invalid volume specification: \"" + text + "\"");
            return;
        }
        String mode = parts.length == 3 ? parts[2] : "rw";
        if (!isPath(source)) {
            volumes.use(source)
                    .ifPresentOrElse(
                            name -> named(host, name, parts[1], mode),
                            () -> of.error("volumes", "the volume \"" + source + "\" is not declared at the top"));
            return;
        }
        String path = hostPath(of, "volumes", source);
        bind(host, parts[1], path + ":" + parts[1] + ":" + mode);
    }

    private void named(ObjectNode host, String volume, String target, String mode) {
        List<String> modes = List.of(mode.split(","));
        ObjectNode mount = ComposeRequests.object()
                .put("Type", "volume")
                .put("Source", volume)
                .put("Target", target);
        if (modes.contains("ro")) {
            mount.put("ReadOnly", true);
        }
        ObjectNode options = mount.putObject("VolumeOptions");
        if (modes.contains("nocopy")) {
            options.put("NoCopy", true);
        }
        mounts.put(target, () -> host.withArray("Mounts").add(mount));
    }

    private void bind(ObjectNode host, String target, String bind) {
        mounts.put(target, () -> host.withArray("Binds").add(bind));
    }

    private String hostPath(Fields of, String key, String source) {
        String path = source(source, project.directory());
        of.warn(key, "\"" + source + "\" is mounted from the node (" + path + "), not from this machine");
        return path;
    }

    static boolean isPath(String source) {
        return source.startsWith("/") || source.startsWith(".") || source.startsWith("~");
    }

    /** Returns the absolute path of what a file names; what is behind a colon stays. */
    static String source(String text, Path directory) {
        int colon = text.indexOf(':');
        String path = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon);
        if (path.startsWith("~")) {
            return System.getProperty("user.home") + path.substring(1) + rest;
        }
        return directory.resolve(path).toAbsolutePath().normalize() + rest;
    }

    private void longForm(Fields volume, ObjectNode host) {
        String type = volume.text("type").orElse("volume");
        String target = volume.text("target").orElse("");
        String source = volume.text("source").orElse("");
        if (target.isEmpty()) {
            volume.error("target", "a path is expected");
            return;
        }
        ObjectNode mount = ComposeRequests.object().put("Type", type);
        switch (type) {
            case "bind" -> mount.put("Source", hostPath(volume, "source", source));
            case "volume" -> {
                if (!source.isEmpty()) {
                    Optional<String> name = volumes.use(source);
                    if (name.isEmpty()) {
                        volume.error("source", "the volume \"" + source + "\" is not declared at the top");
                        return;
                    }
                    mount.put("Source", name.get());
                }
            }
            case "tmpfs" -> {}
            default -> {
                volume.error("type", "mounts of type \"" + type + "\" are not available on Kubernetes");
                return;
            }
        }
        mount.put("Target", target);
        if (volume.flag("read_only")) {
            mount.put("ReadOnly", true);
        }
        options(volume, mount);
        mounts.put(target, () -> host.withArray("Mounts").add(mount));
    }

    private static void options(Fields volume, ObjectNode mount) {
        Fields of = volume.object("volume");
        if (of.flag("nocopy")) {
            mount.withObject("/VolumeOptions").put("NoCopy", true);
        }
        of.text("subpath").ifPresent(p -> mount.withObject("/VolumeOptions").put("Subpath", p));
        Fields tmpfs = volume.object("tmpfs");
        tmpfs.bytes("size").ifPresent(n -> mount.withObject("/TmpfsOptions").put("SizeBytes", n));
        tmpfs.mode("mode").ifPresent(m -> mount.withObject("/TmpfsOptions").put("Mode", m));
        volume.object("bind")
                .text("propagation")
                .ifPresent(p -> mount.withObject("/BindOptions").put("Propagation", p));
    }

    /** Secrets and configs of a file are mounted as docker compose does; those of a text are put into the container. */
    private void files(String kind, String directory, ObjectNode host) {
        Map<String, Fields> declared = new Fields(root.map(), "", fields.problems()).objects(kind);
        int index = 0;
        for (Value item : fields.items(kind)) {
            Fields of = item instanceof Value.Mapping m ? fields.item(kind, index, m) : fields;
            String source = item instanceof Value.Scalar s
                    ? s.text()
                    : of.text("source").orElse("");
            index++;
            Fields from = declared.get(source);
            if (from == null) {
                of.error(
                        item instanceof Value.Mapping ? "source" : kind,
                        "\"" + source + "\" is not declared at the top");
                continue;
            }
            String name = item instanceof Value.Mapping ? of.text("target").orElse(source) : source;
            String target = name.startsWith("/") ? name : directory + name;
            file(from, of, item instanceof Value.Mapping, target, kind, host);
        }
    }

    private void file(Fields from, Fields of, boolean settings, String target, String kind, ObjectNode host) {
        if (Networks.external(from)) {
            from.error("external", "docker compose knows no external " + kind + ": only a swarm has them");
            return;
        }
        Optional<String> text = from.text("content")
                .or(() -> from.text("environment")
                        .map(variable -> project.variables().apply(variable).orElseGet(() -> {
                            from.error("environment", "the variable \"" + variable + "\" is not set");
                            return "";
                        })));
        if (text.isPresent()) {
            int mode = settings ? of.mode("mode").orElse(0444) : 0444;
            int uid = settings ? (int) of.number("uid").orElse(0) : 0;
            int gid = settings ? (int) of.number("gid").orElse(0) : 0;
            uploads.add(new ApiRequest.Upload(target, text.get().getBytes(StandardCharsets.UTF_8), mode, uid, gid));
            return;
        }
        Optional<String> file = from.text("file");
        if (file.isEmpty()) {
            from.error("file", "a file, a content or a variable is expected");
            return;
        }
        bind(host, target, hostPath(from, "file", file.get()) + ":" + target + ":ro");
    }
}
