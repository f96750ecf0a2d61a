package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.engine.EngineSettings.HostPaths;
import io.d2k.domain.file.ContainerPath;
import java.util.List;
import java.util.Optional;

/** Whose changes of the image's files outlive their process, and when these are the container's still. */
final class KeptLayerRule {
    private KeptLayerRule() {}

    /** Returns whether the process that begins a container tells where its files lie: there are some, and later use for them. */
    static boolean told(ContainerRecord record) {
        return !record.spec().autoRemove()
                && !record.spec().security().readonlyRootfs()
                && ContainerViews.mounts(record).stream()
                        .noneMatch(m -> ContainerPath.within(KeptLayer.DIRECTORY, m.destination()));
    }

    /** Returns the file in a container from which the kubelet takes the last words. */
    static String message(ContainerRecord record) {
        return told(record) ? KeptLayer.place(record.id()) : Entry.MESSAGE;
    }

    /**
     * Returns how a run begins that nothing is held back for.
     *
     * @param layer the files of the run before
     */
    static Optional<Entry> entry(ContainerRecord record, Optional<KeptLayer> layer) {
        List<String> command = layer.isPresent() ? ContainerViews.config(record).argv() : List.of();
        return told(record) ? Optional.of(new Entry(command, false, message(record), layer)) : Optional.empty();
    }

    /**
     * Returns the pod whose files are those of a container that does not run: that of its last run, where a directory of its
     * node may be mounted at all, and a shell can begin the process.
     */
    static Optional<PodObservation> source(ObservedContainer container, HostPaths allowed) {
        ContainerRecord record = container.record();
        return container
                .pod()
                .filter(p -> told(record) && OutputGateRule.holds(record))
                .filter(p -> p.process() instanceof ProcessState.Ended && !p.going())
                .filter(p -> p.layer().filter(l -> allowed.allows(l.path())).isPresent())
                .filter(p -> record.lastRun().map(LastRun::run).orElse(0) <= p.run()
                        && record.ending().map(Ending::run).orElse(0) <= p.run());
    }
}
