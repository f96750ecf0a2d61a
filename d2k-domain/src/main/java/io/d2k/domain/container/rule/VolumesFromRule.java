package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code --volumes-from}: the mounts of another container, written down so that they outlive it. */
public final class VolumesFromRule {
    private static final Set<String> MODES = Set.of("ro", "rw", "z", "Z", "nocopy");

    private VolumesFromRule() {}

    /**
     * One entry of the request.
     *
     * @param container the other container
     * @param readOnly whether its volumes may only be read
     */
    public record Source(String container, boolean readOnly) {}

    /**
     * Reads an entry, {@code container[:mode]}.
     *
     * @throws EngineException in Docker's words
     */
    public static Source parse(String text) {
        String[] parts = text.split(":", 2);
        if (parts[0].isEmpty()) {
            throw EngineException.invalid(
                    text.isEmpty()
                            ? "volumes-from specification cannot be an empty string"
                            : "invalid volumes-from specification: " + text);
        }
        if (parts.length == 2) {
            for (String mode : parts[1].split(",", -1)) {
                if (!MODES.contains(mode)) {
                    throw EngineException.invalid("invalid mode: " + parts[1]);
                }
            }
        }
        return new Source(
                parts[0], parts.length == 2 && List.of(parts[1].split(",")).contains("ro"));
    }

    /**
     * Returns mounts as they are written for {@code -v}; memory is not shared between pods.
     *
     * @param mounts the other container's
     * @param volumes the volume of each of them, empty for what is none
     */
    public static List<String> binds(Source source, List<MountDraft> mounts, List<String> volumes, Warnings warnings) {
        List<String> binds = new ArrayList<>();
        for (int i = 0; i < mounts.size(); i++) {
            String volume = volumes.get(i);
            Optional<String> what = switch (mounts.get(i)) {
                case MountDraft.Named n
                when !n.subPath().isEmpty() ->
                    throw EngineException.unsupported("--volumes-from " + source.container() + ": its mount at "
                            + n.target() + " is a part of a volume: mount that part with --mount instead");
                case MountDraft.Named n -> Optional.of(bind(volume, n.target(), n.readOnly() || source.readOnly()));
                case MountDraft.Anonymous a -> Optional.of(bind(volume, a.target(), a.readOnly() || source.readOnly()));
                case MountDraft.Bind b -> Optional.of(bind(b.source(), b.target(), b.readOnly() || source.readOnly()));
                case MountDraft.Tmpfs t -> Optional.empty();
            };
            what.ifPresentOrElse(
                    binds::add,
                    () -> warnings.add("The tmpfs of " + source.container()
                            + " is its own: pods share no memory. --volumes-from left it out."));
        }
        return binds;
    }

    private static String bind(String source, String target, boolean readOnly) {
        return source + ":" + target + (readOnly ? ":ro" : "");
    }

    /** Returns a mount as it is taken over: nothing is copied into it. */
    static MountDraft taken(MountDraft draft) {
        return draft instanceof MountDraft.Named n
                ? new MountDraft.Named(
                        n.name(),
                        n.target(),
                        n.readOnly(),
                        n.mode(),
                        n.subPath(),
                        true,
                        n.driver(),
                        n.labels(),
                        n.options())
                : draft;
    }
}
