package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.file.FileChange;
import io.d2k.domain.port.out.FileViews.Content;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.StartFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** Tells what of a container's files is not its image's, by a pod of the image that has its layer mounted. */
final class ContainerDiff {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Some hundreds of thousands of files; of more nobody would read. */
    private static final int MOST_WORDS = 64 << 20;

    /** Of a shell, and of its lack. */
    private static final Set<Integer> ANSWERS = Set.of(0, 126, 127);

    private final Predicate<String> task;
    private final KeptLayers layers;
    private final StartFiles startFiles;
    private final BriefProcess process;
    private final FileViewing viewing;

    /**
     * Makes one.
     *
     * @param task tells by its ID whether a container is a task's
     */
    ContainerDiff(
            Predicate<String> task,
            KeptLayers layers,
            StartFiles startFiles,
            PodProcesses processes,
            FileViewing viewing) {
        this.task = task;
        this.layers = layers;
        this.startFiles = startFiles;
        this.process = new BriefProcess(processes);
        this.viewing = viewing;
    }

    /**
     * Returns the changes, parents first.
     *
     * @throws EngineException {@code UNSUPPORTED} where nobody knows them, {@code UNAVAILABLE} where it may end just now
     */
    List<FileChange> of(ObservedContainer container) {
        ContainerRecord record = container.record();
        if (task.test(record.id())) {
            throw EngineException.unsupported(
                    "diff is not supported for the containers of tasks: look at their files by docker exec");
        }
        Optional<PodObservation> running = FileSources.running(container);
        if (container.pods().isEmpty() && !FileViewing.begun(container)) {
            if (startFiles.any(record)) {
                throw EngineException.unsupported("container " + record.name()
                        + " has not been started, and what was copied into it is not told before that: start it");
            }
            return List.of();
        }
        KeptLayer layer = running.map(pod -> present(record, pod))
                .orElseGet(() -> layers.source(container).flatMap(PodObservation::layer))
                .orElseThrow(() -> unknown(record, running.isPresent()));
        return compare(record, layer);
    }

    private Optional<KeptLayer> present(ContainerRecord record, PodObservation pod) {
        Optional<KeptLayer> layer = layers.present(record, pod);
        if (layer.isEmpty() && !answers(pod)) {
            throw EngineException.unavailable(untold(record));
        }
        return layer;
    }

    /** Returns whether what runs is there to be asked, be it without a shell: nothing is told where it ends just now, either. */
    private boolean answers(PodObservation pod) {
        OptionalInt code = process.run(pod, List.of(ExecCommandRule.SHELL, "-c", ":"));
        return code.isPresent() && ANSWERS.contains(code.getAsInt());
    }

    private List<FileChange> compare(ContainerRecord record, KeptLayer layer) {
        try (FileViewing.Lease view = viewing.borrow(record, new Content.Layer(layer))) {
            BriefProcess.Result result =
                    process.ask(view.pod(), LayerChangesRule.command(KeptLayer.BESIDE, "/"), LIMIT, MOST_WORDS);
            if (result.exitCode().orElse(-1) != 0 || !LayerChangesRule.whole(result.output())) {
                throw EngineException.unavailable(
                        "the files of container " + record.name() + " could not be compared with its image's");
            }
            return LayerChangesRule.changes(result.output());
        }
    }

    private static EngineException unknown(ContainerRecord record, boolean running) {
        return EngineException.unsupported(
                running
                        ? untold(record)
                        : impossible(record) + ", which is not running: its files have gone with its pod");
    }

    private static String untold(ContainerRecord record) {
        return impossible(record)
                + ": nothing in it can tell where its files lie, which takes a shell with find, stat, sed and tar and a"
                + " root file system that its user may write to, or its node does not let them be looked at";
    }

    private static String impossible(ContainerRecord record) {
        return "diff is not possible with container " + record.name();
    }
}
