package io.d2k.domain.container.rule;

import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.file.ContainerPath;
import java.util.List;
import java.util.Map;

/** A mount as asked for, checked, before volumes have been made. */
public sealed interface MountDraft {
    /** The mode of a volume of which nothing else is said, whether it is read-only or not. */
    String LABELLED = "z";

    /** Where the kernel's own files are, in every container. */
    List<String> KERNEL = List.of("/dev", "/proc", "/sys");

    /** Returns the absolute path in the container. */
    String target();

    /**
     * A volume with a name of its own.
     *
     * @param noCopy whether a new volume stays empty
     * @param labels labels for a new volume
     * @param options driver options for a new volume
     */
    record Named(
            String name,
            String target,
            boolean readOnly,
            String mode,
            String subPath,
            boolean noCopy,
            String driver,
            Map<String, String> labels,
            Map<String, String> options)
            implements MountDraft {
        /** Copies the maps. */
        public Named {
            labels = Map.copyOf(labels);
            options = Map.copyOf(options);
        }
    }

    /**
     * A volume that is made for this container alone.
     *
     * @param mode as inspect shows it
     * @param driver the driver asked for, empty for the default
     * @param labels labels for the volume
     * @param options driver options for the volume
     */
    record Anonymous(
            String target,
            boolean readOnly,
            String mode,
            boolean noCopy,
            String driver,
            Map<String, String> labels,
            Map<String, String> options)
            implements MountDraft {
        /** Copies the maps. */
        public Anonymous {
            labels = Map.copyOf(labels);
            options = Map.copyOf(options);
        }

        /** One that nothing was asked for, of that driver. */
        static Anonymous plain(String target, String driver) {
            return new Anonymous(target, false, "", false, driver, Map.of(), Map.of());
        }
    }

    /** A path of the node. */
    record Bind(String source, String target, boolean readOnly, String mode, String propagation)
            implements MountDraft {}

    /**
     * Memory.
     *
     * @param sizeBytes 0 for no bound
     */
    record Tmpfs(String target, long sizeBytes, boolean readOnly) implements MountDraft {}

    /**
     * Returns whether a volume that is still empty takes over what the image has at the target. Images have nothing where the
     * kernel's own files are, and much of what a container sees there cannot be copied.
     */
    default boolean copies() {
        return KERNEL.stream().noneMatch(k -> ContainerPath.within(ContainerPath.clean(target()), k))
                && switch (this) {
                    case Named n -> !n.noCopy() && n.subPath().isEmpty();
                    case Anonymous a -> !a.noCopy();
                    case Bind b -> false;
                    case Tmpfs t -> false;
                };
    }

    /**
     * Returns the mount as inspect shows it.
     *
     * @param volume the volume's name, where it is one
     */
    default MountPoint view(String volume) {
        return switch (this) {
            case Named n -> volumePoint(volume, n.target(), n.mode().isEmpty() ? LABELLED : n.mode(), !n.readOnly());
            case Anonymous a -> volumePoint(volume, a.target(), a.mode(), !a.readOnly());
            case Bind b ->
                new MountPoint("bind", "", b.source(), b.target(), "", b.mode(), !b.readOnly(), b.propagation());
            case Tmpfs t -> new MountPoint("tmpfs", "", "", t.target(), "", "", !t.readOnly(), "");
        };
    }

    /** Where the storage keeps a volume is no place that clients could ask for; a task's own volume has no name, either. */
    private static MountPoint volumePoint(String volume, String target, String mode, boolean readWrite) {
        return new MountPoint("volume", volume, "", target, "local", mode, readWrite, "");
    }
}
