package io.d2k.domain.port.out;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan.Mount;
import java.time.Duration;
import java.util.List;

/**
 * Short-lived pods that show the files of a container that does not run: its image, its volumes, and what is kept for its
 * start. They go with the container, and by themselves after a while.
 */
public interface FileViews {
    /** What such a pod shows besides what is mounted. */
    sealed interface Content {
        /** The image's files, with what is kept for the start unpacked over them: those of a container before its start. */
        record Fresh() implements Content {}

        /** The image's files alone, which are not the container's any more. */
        record Foreign() implements Content {}

        /** The files that the last run has left, with what was kept for the start since then. */
        record Left(KeptLayer layer) implements Content {}

        /** The image's files alone, nothing mounted, and beside them at {@link KeptLayer#BESIDE} what a run has changed of them. */
        record Layer(KeptLayer layer) implements Content {}
    }

    /**
     * Makes such a pod and waits until it runs, cannot run, or the time is over.
     *
     * @param fills mounts that are filled first
     * @return the pod as it is then
     * @throws io.d2k.domain.error.EngineException when the cluster refuses
     */
    PodObservation open(ContainerRecord record, Content content, List<Mount> fills, Duration atMost);

    /** Returns whether what processes leave can be shown at all; not where nothing runs. */
    boolean ofRuns();

    /**
     * Returns whether a layer is this container's, whatever its process has told. Takes a second or so, but for one that has
     * been looked at before.
     *
     * @param known whether the runtime's directory is known for what it is from elsewhere
     */
    boolean proven(ContainerRecord record, KeptLayer layer, boolean known);

    /** Removes one; an absent one is fine. */
    void close(PodObservation pod);
}
