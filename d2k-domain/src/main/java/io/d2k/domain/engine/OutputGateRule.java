package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.rule.ImageShellRule;
import io.d2k.domain.container.rule.ShellVariableRule;
import io.d2k.domain.container.rule.TopRule;
import io.d2k.domain.container.rule.UlimitRule;
import io.d2k.domain.log.LogLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a process is held back until a client is attached: the image's shell waits for two lines of input before it becomes
 * the command. Between them it prints a {@link #MARK}, which whoever is attached sees, and then nothing will be missed. The
 * log is no replacement: containerd leaves carriage returns before line feeds out of it.
 */
final class OutputGateRule {
    /** How many bytes of zero the shell prints, which no terminal shows: on standard error, with a line feed behind. */
    static final int NULS = 3;

    private static final byte[] MARK = {0, 0, 0, '\n'};
    /** The same on a terminal, where the echo of the second line is the line feed; containerd leaves the first byte of it out. */
    private static final byte[] ECHOED_MARK = {0, 0, 0, '\r', '\n'};

    private static final String FAIL =
            "f() { printf %s '" + ProcessState.GATE_REFUSED + "' >\"$d2k_end\"; exit 127; }; ";

    private static final String BEGIN = "d2k_end=$1; shift; c \"$1\"; ";

    private static final String WAIT = "read -r d2k_go; printf '\\000\\000\\000\\n' >&2; read -r d2k_go; ";
    private static final String WAIT_AT_TERMINAL = "read -r d2k_go; printf '\\000\\000\\000'; read -r d2k_go; ";

    private OutputGateRule() {}

    /** Returns whether d2k lets the process of a container begin by a shell. */
    static boolean holds(ContainerRecord record) {
        return record.kind() == WorkloadKind.RUN_ONCE && shellCanBegin(record);
    }

    /** Returns whether the process of a container can begin by a shell, as far as its image tells. */
    static boolean shellCanBegin(ContainerRecord record) {
        EffectiveConfig config = ContainerViews.config(record);
        return NodeVariables.handedOn(config)
                && !config.argv().isEmpty()
                && record.image()
                        .filter(facts -> ImageShellRule.mayHaveShell(facts, config.argv()))
                        .isPresent();
    }

    /** Returns whether that line of a log is the {@link #MARK}. */
    static boolean marks(LogLine line) {
        return Arrays.equals(line.bytes(), MARK) || Arrays.equals(line.bytes(), ECHOED_MARK);
    }

    /** Returns whether that line of a log is the echo of an empty line, as stands before the mark on a terminal. */
    static boolean echoes(LogLine line) {
        return Arrays.equals(line.bytes(), new byte[] {'\n'}) || Arrays.equals(line.bytes(), new byte[] {'\r', '\n'});
    }

    /** Returns how many of the first bytes are the {@link #MARK}: all of it, or none. */
    static int mark(byte[] buffer, int offset, int length) {
        boolean begins =
                length >= MARK.length && Arrays.equals(MARK, 0, MARK.length, buffer, offset, offset + MARK.length);
        return begins ? MARK.length : 0;
    }

    /**
     * Returns what holds the process of a container back.
     *
     * @param waits whether somebody will let it go; otherwise it is but given the environment of an engine
     * @param layer the files of the run before
     */
    static Entry entry(ContainerRecord record, boolean waits, Optional<KeptLayer> layer) {
        return entry(record, waits, KeptLayerRule.message(record), LayerReport.MOUNTS, layer);
    }

    /** Returns one that leaves its message in another file, and reads another one's mounts, as tests have it. */
    static Entry entry(
            ContainerRecord record, boolean waits, String message, String mounts, Optional<KeptLayer> layer) {
        boolean tty = record.spec().process().tty();
        EffectiveConfig config = ContainerViews.config(record);
        String script = FAIL
                + ExecCommandRule.CHECK
                + BEGIN
                + (KeptLayerRule.told(record) ? LayerReport.script(message, mounts) : "")
                + (tty
                        ? record.spec()
                                .process()
                                .consoleSize()
                                .map(ExecCommandRule::sized)
                                .orElse("")
                        : "")
                + (waits ? tty ? WAIT_AT_TERMINAL : WAIT : "")
                + "unset d2k_go d2k_end " + String.join(" ", NodeVariables.ofProcess(record)) + "; "
                + ShellVariableRule.CLEAR
                + UlimitRule.script(record.spec().resources().ulimits())
                + "exec \"$@\""
                + (waits && !tty && !record.spec().process().openStdin() ? " </dev/null" : "");
        List<String> command =
                new ArrayList<>(List.of(ExecCommandRule.SHELL, "-c", script, TopRule.OWN_SHELL, message));
        command.addAll(config.argv());
        return new Entry(command, waits, message, layer);
    }
}
