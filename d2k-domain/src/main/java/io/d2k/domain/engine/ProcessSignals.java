package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.port.out.PodProcesses;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Delivers signals to the main process of a pod by a further process in it. */
final class ProcessSignals {
    /** How a process ends with the first one of its namespace, which a signal may end before its sender. */
    private static final int TAKEN_DOWN = 128 + 9;

    private final BriefProcess process;

    ProcessSignals(PodProcesses processes) {
        process = new BriefProcess(processes);
    }

    /**
     * What came of a signal.
     *
     * @param taken false when the image has nothing to send it with, or the process has just ended
     * @param ended whether the process is known to have ended by it
     * @param words where the files of the process lie, as it was told; empty where that is not asked
     */
    record Sent(boolean taken, boolean ended, String words) {}

    /** Sends a signal other than KILL and STOP, which may end the process: where its files lie is told before. */
    Sent send(ContainerRecord record, PodObservation pod, Signal signal) {
        return send(record, pod, signal, "");
    }

    /** Sends one, and sees whether the process ends by it at once. */
    Sent sendAndLook(ContainerRecord record, PodObservation pod, Signal signal) {
        return send(record, pod, signal, SignalScript.LOOK);
    }

    private Sent send(ContainerRecord record, PodObservation pod, Signal signal, String after) {
        boolean init = record.spec().security().init();
        String report = record.kind() == WorkloadKind.RUN_ONCE && KeptLayerRule.told(record)
                ? LayerReport.answer(KeptLayerRule.message(record))
                : "";
        return run(pod, SignalScript.command(signal, init, report, after))
                .or(() -> init ? Optional.empty() : run(pod, List.of("kill", "-" + signal.number(), "1")))
                .orElseGet(() -> new Sent(false, false, ""));
    }

    /** Returns whether the main process gets a signal at all. */
    boolean gets(ContainerRecord record, PodObservation pod, Signal signal) {
        // with an init process it is not the first one, and any signal ends it
        return record.spec().security().init()
                || SignalMask.gets(process.ask(pod, SignalMask.COMMAND).output(), signal);
    }

    /** Returns what came of a command; nothing where it could not be run at all. */
    private Optional<Sent> run(PodObservation pod, List<String> command) {
        BriefProcess.Result result = process.ask(pod, command);
        OptionalInt code = result.exitCode();
        boolean ran = code.isPresent() && code.getAsInt() >= 0 && code.getAsInt() != 126 && code.getAsInt() != 127;
        if (!ran) {
            return Optional.empty();
        }
        boolean ended = code.getAsInt() == TAKEN_DOWN;
        return Optional.of(new Sent(code.getAsInt() == 0 || ended, ended, result.output()));
    }
}
