package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.port.out.FileViews.Content;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Where the files of a container are read: in its pod, or in one that shows them while it does not run. */
final class FileSources {
    private static final Logger LOG = System.getLogger(FileSources.class.getName());

    /** What a runtime mounts, or puts files of its own into. */
    private static final Set<String> EVERYWHERE = Set.of("/dev", "/etc", "/proc", "/sys");

    private final FileViewing viewing;

    FileSources(FileViewing viewing) {
        this.viewing = viewing;
    }

    /**
     * A pod to read in.
     *
     * @param bound the directory that the files have to lie in, empty for any
     */
    record Source(PodObservation pod, String bound, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    static Optional<PodObservation> running(ObservedContainer container) {
        return StateProjection.currentPod(container).filter(p -> p.process() instanceof ProcessState.Running);
    }

    /**
     * Returns whether a path is known to be a directory without a look: a container that does not run has a root, and
     * directories where volumes are mounted. Whoever copies into it asks for little else.
     */
    static boolean evident(ObservedContainer container, ContainerPath path) {
        boolean certain = path.plain().equals("/")
                || ContainerViews.mounts(container.record()).stream()
                        .anyMatch(m -> m.type().equals("volume")
                                && ContainerPath.clean(m.destination()).equals(path.plain()));
        return certain && running(container).isEmpty();
    }

    /** Returns whether a path is a directory in every container, whatever its image is, or leads to a mount of this one. */
    static boolean evidentDirectory(ObservedContainer container, ContainerPath path) {
        return evident(container, path)
                || EVERYWHERE.contains(path.plain())
                || ContainerViews.mounts(container.record()).stream()
                        .map(m -> ContainerPath.clean(m.destination()))
                        .anyMatch(m -> !m.equals(path.plain()) && ContainerPath.within(m, path.plain()));
    }

    /**
     * Returns the source of a path; to be closed. Of a container whose process has run its mounts are left, and all of its
     * files where its node keeps them and may show them.
     *
     * @throws io.d2k.domain.error.EngineException where there is none
     */
    Source of(ObservedContainer container, ContainerPath path) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = running(container);
        if (pod.isPresent()) {
            return new Source(pod.get(), "", () -> {});
        }
        Content content = viewing.content(container);
        if (content instanceof Content.Left) {
            try {
                return source(viewing.borrow(record, content), "");
            } catch (EngineException e) {
                LOG.log(
                        Level.WARNING,
                        "the files of container " + record.id() + " are out of reach: " + e.getMessage());
                content = new Content.Foreign();
            }
        }
        String bound = "";
        if (content instanceof Content.Foreign) {
            String mount = ContainerViews.mounts(record).stream()
                    .filter(m -> !m.type().equals("tmpfs"))
                    .map(m -> ContainerPath.clean(m.destination()))
                    .filter(m -> ContainerPath.within(path.plain(), m))
                    .max(Comparator.comparingInt(String::length))
                    .orElseThrow(() -> FileFailure.notRunning(record));
            bound = path.plain().equals(mount) ? "" : mount;
        }
        return source(viewing.borrow(record, content), bound);
    }

    private static Source source(FileViewing.Lease lease, String bound) {
        return new Source(lease.pod(), bound, lease::close);
    }
}
