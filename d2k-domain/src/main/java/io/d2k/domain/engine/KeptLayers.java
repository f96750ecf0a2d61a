package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.rule.TopRule;
import io.d2k.domain.engine.EngineSettings.HostPaths;
import io.d2k.domain.port.out.FileViews;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.system.KubernetesVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Knows when the files that a container's last run has left on its node are the container's still, and may be used: where
 * directories of the runtime may be mounted, and are known for what they are.
 */
final class KeptLayers {
    private final FileViews views;
    private final BriefProcess process;
    private final HostPaths allowed;
    private final Supplier<String> server;

    /**
     * Makes one.
     *
     * @param server tells the version of the cluster, such as {@code v1.34.1}
     */
    KeptLayers(FileViews views, PodProcesses processes, HostPaths allowed, Supplier<String> server) {
        this.views = views;
        this.process = new BriefProcess(processes);
        this.allowed = allowed;
        this.server = server;
    }

    /** Returns whether the process that begins a container is to tell where its files lie. */
    boolean told(ContainerRecord record) {
        return views.ofRuns() && KeptLayerRule.told(record);
    }

    /**
     * Returns how a run begins that nothing is held back for.
     *
     * @param layer the files of the run before
     */
    Optional<Entry> entry(ContainerRecord record, Optional<KeptLayer> layer) {
        return views.ofRuns() ? KeptLayerRule.entry(record, layer).map(e -> lasting(record, e)) : Optional.empty();
    }

    /** Returns how a try begins that follows another one of the run: by the shell it can tell where its own files lie. */
    Optional<Entry> nextTry(ContainerRecord record, Optional<KeptLayer> layer) {
        return byShell(record)
                ? Optional.of(lasting(record, OutputGateRule.entry(record, false, layer)))
                : entry(record, layer);
    }

    /** Returns whether a process begins by the shell for which nobody waits. */
    boolean byShell(ContainerRecord record) {
        return views.ofRuns() && OutputGateRule.holds(record) && SureCommandRule.sure(record);
    }

    /** Returns the same beginning of a run whose pod can outlive a KILL. */
    Entry lasting(ContainerRecord record, Entry entry) {
        return outliveKill(record) ? entry.withGrace(KeptLayerRule.grace(record)) : entry;
    }

    /** Returns whether the pods that are made for a container now can outlive the KILL of their process, with its files. */
    boolean outliveKill(ContainerRecord record) {
        return views.ofRuns()
                && KeptLayerRule.grace(record).isPresent()
                && KubernetesVersion.tellsOfDeadlines(server.get());
    }

    /**
     * Returns whether the pods that are made for a container now can outlive a stop, though a kubelet would begin their process
     * once more: those of a Deployment, whose time its node is told to be up.
     */
    boolean outliveStop(ContainerRecord record) {
        return record.kind() == WorkloadKind.DEPLOYMENT
                && told(record)
                && OutputGateRule.shellCanBegin(record)
                && KubernetesVersion.tellsOfDeadlines(server.get());
    }

    /**
     * Has a process beside the container's tell where its files lie, where nothing that begins it has: it may end by itself.
     * Returns at once.
     */
    void askLater(ContainerRecord record, PodObservation pod) {
        if (record.kind() == WorkloadKind.RUN_ONCE && askable(record, pod)) {
            Thread.ofVirtual().name("layer-report").start(() -> ask(record, pod));
        }
    }

    /** Does so where such a try is not begun by the shell. */
    void askTry(ContainerRecord record, PodObservation pod) {
        if (!byShell(record)) {
            askLater(record, pod);
        }
    }

    /**
     * Does so before the process is ended, and waits for it: it may have begun so lately that nothing was told yet.
     *
     * @return what was told
     */
    String askNow(ContainerRecord record, PodObservation pod) {
        return askable(record, pod) ? ask(record, pod) : "";
    }

    /** Looks at the files that a process has told of while it is ending, so that the next start finds them looked at. Returns at once. */
    void expect(ContainerRecord record, PodObservation pod, String words) {
        KeptLayer.told(pod.node(), words.strip())
                .ifPresent(layer -> Thread.ofVirtual().name("layer-proof").start(() -> usable(record, layer)));
    }

    /** Returns the files that a running process has changed, as one beside it tells. */
    Optional<KeptLayer> present(ContainerRecord record, PodObservation pod) {
        // a container that nobody comes back to has not told before, and has no place for it
        String script =
                "mkdir -p " + KeptLayer.DIRECTORY + " 2>/dev/null; " + LayerReport.answer(KeptLayer.place(record.id()));
        return views.ofRuns()
                ? KeptLayer.told(pod.node(), words(pod, script)).filter(layer -> usable(record, layer))
                : Optional.empty();
    }

    private boolean askable(ContainerRecord record, PodObservation pod) {
        return told(record) && OutputGateRule.shellCanBegin(record) && pod.process() instanceof ProcessState.Running;
    }

    private String ask(ContainerRecord record, PodObservation pod) {
        return words(pod, LayerReport.answer(KeptLayerRule.message(record)));
    }

    private String words(PodObservation pod, String script) {
        return process.ask(pod, List.of(ExecCommandRule.SHELL, "-c", script, TopRule.OWN_GUARD))
                .output()
                .strip();
    }

    /** Returns the pod with the files of a container that does not run: that of its last run, which a shell can go on with. */
    Optional<PodObservation> source(ObservedContainer container) {
        ContainerRecord record = container.record();
        return container
                .pod()
                .filter(p -> KeptLayerRule.told(record) && OutputGateRule.shellCanBegin(record))
                .filter(p -> p.process() instanceof ProcessState.Ended && !p.going())
                .filter(p -> record.kind() == WorkloadKind.RUN_ONCE || p.failed())
                // a start that failed in between has left the files as they were
                .filter(p -> record.lastRun()
                                        .filter(LastRun::started)
                                        .map(LastRun::run)
                                        .orElse(0)
                                <= p.run()
                        && record.ending().map(Ending::run).orElse(0) <= p.run())
                .filter(p -> p.layer().filter(layer -> usable(record, layer)).isPresent());
    }

    private boolean usable(ContainerRecord record, KeptLayer layer) {
        return allowed.allows(layer.path())
                && views.proven(record, layer, allowed.prefixes().contains(layer.runtime()));
    }
}
