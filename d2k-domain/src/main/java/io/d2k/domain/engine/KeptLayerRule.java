package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.rule.UlimitRule;
import io.d2k.domain.file.ContainerPath;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose changes of the image's files outlive their process, and how a run begins so that they do. */
final class KeptLayerRule {
    private KeptLayerRule() {}

    /** Returns whether the process that begins a container tells where its files lie: there are some, and later use for them. */
    static boolean told(ContainerRecord record) {
        return told(record.spec(), ContainerViews.mounts(record).stream().map(MountPoint::destination));
    }

    /**
     * Returns the same of a container that is made.
     *
     * @param mounted where something is mounted in it
     */
    static boolean told(ContainerSpec spec, Stream<String> mounted) {
        return !spec.autoRemove()
                && !spec.security().readonlyRootfs()
                && mounted.noneMatch(target -> ContainerPath.within(KeptLayer.DIRECTORY, target));
    }

    /** Returns the file in a container from which the kubelet takes the last words. */
    static String message(ContainerRecord record) {
        return told(record) ? KeptLayer.place(record.id()) : Entry.MESSAGE;
    }

    /**
     * Returns how long the process of a container has from TERM to KILL when its pod is ended without a word on that. It is as
     * little as can be, so that the pod, and the files with it, can outlive a KILL: d2k gives the signal and the time of a stop
     * itself. Where the client has said how long a stop may take, this is for all who end the pod.
     */
    static Optional<Duration> grace(ContainerRecord record) {
        // without a shell nothing tells where the files lie, and the pod would have little time for nothing
        return told(record)
                        && OutputGateRule.holds(record)
                        && record.spec().process().stopTimeoutSeconds().isEmpty()
                ? Optional.of(Entry.LEAST_GRACE)
                : Optional.empty();
    }

    /**
     * Returns how a run begins that nothing is held back for.
     *
     * @param layer the files of the run before
     */
    static Optional<Entry> entry(ContainerRecord record, Optional<KeptLayer> layer) {
        EffectiveConfig config = ContainerViews.config(record);
        List<String> command =
                layer.isPresent() ? UlimitRule.under(record.spec(), config, record.image(), config.argv()) : List.of();
        return told(record) ? Optional.of(new Entry(command, false, message(record), layer)) : Optional.empty();
    }
}
