package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.file.ContainerPath;
import java.util.Comparator;
import java.util.Optional;

/** Where the files of a container are read: in its pod, or in one that shows them while it does not run. */
final class FileSources {
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

    /**
     * Returns the source of a path; to be closed. Of a container whose process has run only its mounts are left.
     *
     * @throws io.d2k.domain.error.EngineException where there is none
     */
    Source of(ObservedContainer container, ContainerPath path) {
        ContainerRecord record = container.record();
        Optional<PodObservation> pod = running(container);
        if (pod.isPresent()) {
            return new Source(pod.get(), "", () -> {});
        }
        String bound = "";
        if (FileViewing.begun(record)) {
            String mount = ContainerViews.mounts(record).stream()
                    .filter(m -> !m.type().equals("tmpfs"))
                    .map(m -> ContainerPath.clean(m.destination()))
                    .filter(m -> ContainerPath.within(path.plain(), m))
                    .max(Comparator.comparingInt(String::length))
                    .orElseThrow(() -> FileFailure.notRunning(record));
            bound = path.plain().equals(mount) ? "" : mount;
        }
        FileViewing.Lease lease = viewing.borrow(record);
        return new Source(lease.pod(), bound, lease::close);
    }
}
