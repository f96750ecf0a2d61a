package io.d2k.domain.container.rule;

import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.volume.VolumeNameRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code -v}, {@code --mount}, {@code --tmpfs} and the image's volumes to mounts, with the checks of moby volume/mounts. */
public final class MountRule {
    private MountRule() {}

    /**
     * Translates; the order is that of binds, mounts, tmpfs, then what other containers gave, and last the volumes of the
     * image: each of the latter as far as nothing before covers its target. Docker mounts a tmpfs in place of a mount of the
     * same target (below it, where the targets are written in different ways), but refuses one of a bind's target.
     *
     * @param inherited mounts of other containers, see {@link VolumesFromRule}
     * @param imageVolumes targets of the joined config's volumes
     * @throws EngineException in Docker's words
     */
    public static List<MountDraft> translate(StorageSpec spec, List<String> inherited, List<String> imageVolumes) {
        List<MountDraft> drafts = new ArrayList<>();
        Set<String> targets = new HashSet<>();
        for (String text : spec.binds()) {
            MountDraft bind = bind(text);
            requireFree(!spec.tmpfs().containsKey(bind.target()) && targets.add(bind.target()), bind.target());
            drafts.add(bind);
        }
        for (MountRequest m : spec.mounts()) {
            MountDraft mount = mount(m);
            requireFree(targets.add(mount.target()), m.target());
            if (!spec.tmpfs().containsKey(mount.target())) {
                drafts.add(mount);
            }
        }
        targets.removeAll(spec.tmpfs().keySet());
        spec.tmpfs().forEach((target, options) -> {
            MountDraft tmpfs = TmpfsRule.read(notRoot(absolute(target)), options);
            if (targets.add(tmpfs.target())) {
                drafts.add(tmpfs);
            }
        });
        for (String text : inherited) {
            MountDraft draft = VolumesFromRule.taken(bind(text));
            if (targets.add(draft.target())) {
                drafts.add(draft);
            }
        }
        for (String volume : imageVolumes) {
            if (targets.add(clean(volume))) {
                drafts.add(MountDraft.Anonymous.plain(clean(volume), spec.volumeDriver()));
            }
        }
        return drafts;
    }

    private static void requireFree(boolean free, String target) {
        if (!free) {
            throw EngineException.invalid("Duplicate mount point: " + target);
        }
    }

    private static MountDraft bind(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 3 || parts[0].isEmpty()) {
            throw malformed(text, "");
        }
        if (parts.length == 1) {
            return MountDraft.Anonymous.plain(checkedTarget(text, parts[0], "volume"), "");
        }
        if (parts.length == 2 && BindMode.parse(parts[1]).isPresent()) {
            throw malformed(text, "");
        }
        String words = parts.length == 3 ? parts[2] : "";
        BindMode mode = BindMode.parse(words).orElseThrow(() -> EngineException.unclassed("invalid mode: " + words));
        if (parts[0].startsWith("/")) {
            String target = checkedTarget(text, parts[1], "bind");
            if (mode.noCopy()) {
                throw misplaced(text, "bind", "VolumeOptions");
            }
            String propagation = mode.propagation().orElse(PropagationRule.PRIVATE);
            return new MountDraft.Bind(clean(parts[0]), target, mode.readOnly(), words, propagation);
        }
        String target = checkedTarget(text, parts[1], "volume");
        if (mode.propagation().isPresent()) {
            throw misplaced(text, "volume", "BindOptions");
        }
        VolumeNameRule.require(parts[0]);
        return new MountDraft.Named(
                parts[0], target, mode.readOnly(), words, "", mode.noCopy(), "", Map.of(), Map.of());
    }

    private static EngineException misplaced(String text, String type, String field) {
        return malformed(
                text, ": invalid mount config for type \"" + type + "\": field " + field + " must not be specified");
    }

    private static String checkedTarget(String text, String target, String type) {
        if (!target.startsWith("/")) {
            throw malformed(
                    text,
                    ": invalid mount config for type \"" + type + "\": invalid mount path: '" + target
                            + "' mount path must be absolute");
        }
        String clean = clean(target);
        if (clean.equals("/")) {
            throw malformed(
                    text,
                    ": invalid mount config for type \"" + type
                            + "\": invalid specification: destination can't be '/'");
        }
        return clean;
    }

    private static EngineException malformed(String text, String why) {
        return EngineException.unclassed("invalid volume specification: '" + text + "'" + why);
    }

    private static MountDraft mount(MountRequest m) {
        String what = "invalid mount config for type \"" + m.type() + "\": ";
        if (m.target().isEmpty()) {
            throw EngineException.invalid(what + "field Target must not be empty");
        }
        if (!m.target().startsWith("/")) {
            throw EngineException.invalid(
                    what + "invalid mount path: '" + m.target() + "' mount path must be absolute");
        }
        String target = clean(m.target());
        if (target.equals("/")) {
            throw EngineException.invalid(what + "invalid specification: destination can't be '/'");
        }
        return switch (m.type()) {
            case "volume" -> volume(m, target);
            case "bind" -> {
                if (m.source().isEmpty()) {
                    throw EngineException.invalid(what + "field Source must not be empty");
                }
                if (!m.source().startsWith("/")) {
                    throw EngineException.invalid(
                            what + "invalid mount path: '" + m.source() + "' mount path must be absolute");
                }
                yield new MountDraft.Bind(
                        clean(m.source()), target, m.readOnly(), "", PropagationRule.checked(m.propagation()));
            }
            case "tmpfs" -> {
                if (!m.source().isEmpty()) {
                    throw EngineException.invalid(what + "field Source must not be specified");
                }
                yield new MountDraft.Tmpfs(target, m.tmpfsBytes().orElse(0), m.readOnly());
            }
            case "npipe", "cluster", "image" ->
                throw EngineException.unsupported(
                        "mounts of type \"" + m.type() + "\" are not available on Kubernetes");
            default -> throw EngineException.invalid(what + "mount type unknown");
        };
    }

    private static MountDraft volume(MountRequest m, String target) {
        if (!m.subPath().isEmpty() && m.source().isEmpty()) {
            throw EngineException.invalid(
                    "invalid mount config for type \"volume\": must not set Subpath when using anonymous volumes");
        }
        if (!local(m.subPath())) {
            throw EngineException.invalid(
                    "invalid mount config for type \"volume\": subpath must be a relative path within the volume");
        }
        if (m.source().isEmpty()) {
            if (m.readOnly()) {
                throw EngineException.invalid("invalid mount config for type \"volume\": must not set ReadOnly mode"
                        + " when using anonymous volumes");
            }
            return new MountDraft.Anonymous(
                    target, false, MountDraft.LABELLED, m.noCopy(), m.driver(), m.volumeLabels(), m.driverOptions());
        }
        VolumeNameRule.require(m.source());
        return new MountDraft.Named(
                m.source(),
                target,
                m.readOnly(),
                "",
                clean(m.subPath()).substring(1),
                m.noCopy(),
                m.driver(),
                m.volumeLabels(),
                m.driverOptions());
    }

    /** Whether a path stays below where it begins, by its text alone, as Go's {@code filepath.IsLocal}. */
    private static boolean local(String path) {
        int depth = 0;
        for (String part : path.split("/")) {
            depth += switch (part) {
                case "", "." -> 0;
                case ".." -> -1;
                default -> 1;
            };
            if (depth < 0) {
                return false;
            }
        }
        return !path.startsWith("/");
    }

    private static String absolute(String target) {
        if (!target.startsWith("/")) {
            throw EngineException.invalid("invalid mount path: '" + target + "' mount path must be absolute");
        }
        return clean(target);
    }

    private static String notRoot(String target) {
        if (target.equals("/")) {
            throw EngineException.invalid("invalid specification: destination can't be '/'");
        }
        return target;
    }

    /** Returns a path without doubled or trailing slashes and dot segments, as Go's {@code path.Clean}. */
    static String clean(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
