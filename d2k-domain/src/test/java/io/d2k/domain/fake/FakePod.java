package io.d2k.domain.fake;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProbeResult;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.StdStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** A pod whose process does what the test says. All state is guarded by the cluster's lock. */
public final class FakePod {
    private static final int KILLED = 137;

    private final FakeContainers cluster;
    final String containerId;
    final String name;
    final String uid;
    /** Whether its kubelet starts what ends again, as in a Deployment's. */
    final boolean kept;

    int run;
    final int restart;
    final Instant created;
    final FakeLog log;
    final FakeTerminal terminal = new FakeTerminal();
    boolean going;
    /** Whether its process has no longer than a KILL takes when the pod is ended. */
    boolean brief;

    /** What the kernel says of the signals that its process gets. */
    volatile String masks = "";
    /** How long its process got from TERM to KILL when the pod was ended. */
    private volatile Optional<Duration> grace = Optional.empty();

    String phase = "Pending";
    String reason = "";
    String unschedulable = "";
    ProcessState process = ProcessState.unknown();
    Optional<ProcessState.Ended> lastEnded = Optional.empty();
    int restartCount;
    /** Whether nothing replaces it, or takes it away. */
    boolean released;
    /** Whether its node was told that its time is up. */
    boolean overdue;

    boolean ready;
    List<ProbeResult> failures = List.of();
    String fillReport = "";
    PodObservation.Gate gate = PodObservation.Gate.NONE;
    Optional<KeptLayer> layer = Optional.empty();
    Optional<FakeLog> previousLog = Optional.empty();
    private FakeLog current;
    private volatile IntConsumer onSignal = n -> {};

    FakePod(FakeContainers cluster, String containerId, String name, String uid, boolean kept, int run, int restart) {
        this.cluster = cluster;
        this.containerId = containerId;
        this.name = name;
        this.uid = uid;
        this.kept = kept;
        this.run = run;
        this.restart = restart;
        this.created = cluster.clock().instant();
        this.log = new FakeLog();
        this.current = log;
    }

    PodObservation observed() {
        return new PodObservation(
                name,
                uid,
                run,
                restart,
                "node-1",
                "10.0.0.7",
                created,
                going,
                phase,
                reason,
                "",
                unschedulable,
                process,
                lastEnded,
                restartCount,
                ready,
                false,
                "",
                Optional.empty(),
                failures,
                fillReport,
                gate,
                layer);
    }

    /** Takes which signals its process gets, as the kernel shows it: blocked ones, and those it catches. */
    public FakePod masks(String said) {
        masks = said;
        return this;
    }

    void ended(Duration within) {
        grace = Optional.of(within);
    }

    /** Returns how long its process got from TERM to KILL when the pod was ended; nothing where it stays. */
    public Optional<Duration> grace() {
        return grace;
    }

    /** Returns the pod's UID. */
    public String uid() {
        return uid;
    }

    /** Returns which start it belongs to. */
    public int run() {
        return run;
    }

    /** Returns which automatic restart it is. */
    public int restart() {
        return restart;
    }

    FakeLog currentLog() {
        return current;
    }

    /** Waits for the end of the process's input and returns it. */
    public String awaitInput() throws InterruptedException {
        return terminal.awaitInput();
    }

    /** Waits for so many bytes of the process's input and returns what there is. */
    public String awaitInput(int bytes) throws InterruptedException {
        return terminal.awaitInput(bytes);
    }

    /** Returns whether the input has ended. */
    public boolean inputClosed() {
        return terminal.inputClosed();
    }

    /** Waits until the process's terminal has that size. */
    public void awaitSize(TerminalSize size) throws InterruptedException {
        terminal.awaitSize(size);
    }

    /** Decides what the process does with a signal; it ignores them otherwise. */
    public FakePod onSignal(IntConsumer handler) {
        onSignal = handler;
        return this;
    }

    void signal(int number) {
        onSignal.accept(number);
    }

    /** Lets what fills the volumes report. */
    public FakePod reports(String report) {
        cluster.change(this, () -> fillReport = report);
        return this;
    }

    /** Lets the process begin. */
    public FakePod begin() {
        cluster.change(this, () -> {
            phase = "Running";
            process = new ProcessState.Running(cluster.clock().instant());
        });
        return this;
    }

    /** Lets the process pass or fail its readiness check. */
    public FakePod ready(boolean passes) {
        cluster.change(this, () -> ready = passes);
        return this;
    }

    /** Reports that the readiness check has failed now. */
    public FakePod fails(String output) {
        cluster.change(this, () -> {
            List<ProbeResult> more = new ArrayList<>(failures);
            more.add(new ProbeResult(cluster.clock().instant(), ProbeResult.Outcome.FAILED, output, false));
            failures = List.copyOf(more);
        });
        return this;
    }

    /** Prints a line. */
    public FakePod print(String line) {
        return print(StdStream.STDOUT, line);
    }

    /** Prints a line on standard error. */
    public FakePod printError(String line) {
        return print(StdStream.STDERR, line);
    }

    private FakePod print(StdStream stream, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        current.add(stream, cluster.clock().instant(), bytes);
        terminal.print(stream, bytes);
        return this;
    }

    /** Prints on the attached alone, as what the log has not got. */
    public FakePod printAttached(StdStream stream, byte[] bytes) {
        terminal.print(stream, bytes);
        return this;
    }

    /** Writes to the log alone. */
    public FakePod printLogged(StdStream stream, byte[] bytes) {
        current.add(stream, cluster.clock().instant(), bytes);
        return this;
    }

    /** Lets the node drop what it has logged. */
    public FakePod rotateLog() {
        current.rotate();
        return this;
    }

    /** Breaks the attachments off, while the process goes on. */
    public FakePod loseAttached() {
        terminal.lose();
        return this;
    }

    /** Lets the shell that holds the process back begin, answer those who are attached and become the command. */
    public FakePod passGate() throws InterruptedException {
        cluster.change(this, () -> gate = PodObservation.Gate.REACHED);
        terminal.awaitInput(1);
        byte[] mark = {0, 0, 0, '\n'};
        current.add(StdStream.STDERR, cluster.clock().instant(), mark);
        terminal.print(StdStream.STDERR, mark);
        terminal.awaitInput(2);
        return this;
    }

    /** The same at a terminal, which echoes what the shell reads. */
    public FakePod passGateOfTerminal() throws InterruptedException {
        cluster.change(this, () -> gate = PodObservation.Gate.REACHED);
        terminal.awaitInput(1);
        print("");
        printAttached(StdStream.STDOUT, new byte[3]);
        terminal.awaitInput(2);
        printAttached(StdStream.STDOUT, new byte[] {'\r', '\n'});
        return printLogged(StdStream.STDOUT, new byte[] {0, 0, 0, '\n'});
    }

    /** Returns whether a shell holds the process back. */
    public boolean gated() {
        return gate != PodObservation.Gate.NONE;
    }

    /** Prints a line at a time of the node's own. */
    public FakePod printAt(Instant time, String line) {
        current.add(StdStream.STDOUT, time, (line + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Ends the process. */
    public void end(int code) {
        end(code, code == 0 ? "Completed" : "Error");
    }

    /** Lets the process have told, at its end, where its node keeps the files that it has changed. */
    public FakePod leaves(KeptLayer files) {
        cluster.change(this, () -> layer = Optional.of(files));
        return this;
    }

    /** Ends the process for a reason in Kubernetes' words. */
    public void end(int code, String why) {
        cluster.change(this, () -> {
            if (!(process instanceof ProcessState.Ended)) {
                Instant since = process instanceof ProcessState.Running r ? r.since() : Instant.EPOCH;
                process = new ProcessState.Ended(
                        code, why, "", since, cluster.clock().instant());
                phase = code == 0 ? "Succeeded" : "Failed";
                if (kept) {
                    phase = overdue ? "Failed" : "Running";
                }
                ready = false;
            }
        });
        current.end();
        terminal.end();
    }

    /** Lets the process fail to begin, as containerd reports it. */
    public void cannotStart(String message) {
        cluster.change(this, () -> {
            process = new ProcessState.Ended(
                    128, "StartError", message, Instant.EPOCH, cluster.clock().instant());
            phase = kept ? "Running" : "Failed";
        });
        current.end();
        terminal.end();
    }

    /** Lets the pod wait for a reason in Kubernetes' words. */
    public void waits(String why, String message) {
        cluster.change(this, () -> process = new ProcessState.Waiting(why, message));
    }

    /** Lets no node take the pod. */
    public void unschedulable(String why) {
        cluster.change(this, () -> unschedulable = why);
    }

    /** Lets the node evict the pod. */
    public void evicted() {
        cluster.change(this, () -> {
            Instant since = process instanceof ProcessState.Running r ? r.since() : Instant.EPOCH;
            process = new ProcessState.Ended(
                    KILLED, "Error", "", since, cluster.clock().instant());
            phase = "Failed";
            reason = "Evicted";
            ready = false;
        });
        current.end();
        terminal.end();
    }

    /** Lets the kubelet wait before it starts the ended process again. */
    public void crashLoop() {
        cluster.change(this, () -> {
            lastEnded = Optional.of((ProcessState.Ended) process);
            process = new ProcessState.Waiting("CrashLoopBackOff", "back-off");
        });
    }

    /** Lets the kubelet start the ended process again, in the same pod. */
    public void restartInPlace() {
        cluster.change(this, () -> {
            if (process instanceof ProcessState.Ended ended) {
                lastEnded = Optional.of(ended);
            }
            restartCount++;
            previousLog = Optional.of(current);
            current = new FakeLog();
            process = new ProcessState.Running(cluster.clock().instant());
        });
    }

    /** Ends the process and starts it again in one step: nobody sees it ended. */
    public void crashAndRestart(int code) {
        cluster.change(this, () -> {
            Instant since = process instanceof ProcessState.Running r ? r.since() : Instant.EPOCH;
            lastEnded = Optional.of(new ProcessState.Ended(
                    code, "Error", "", since, cluster.clock().instant()));
            restartCount++;
            current.end();
            previousLog = Optional.of(current);
            current = new FakeLog();
            process = new ProcessState.Running(cluster.clock().instant());
        });
    }

    /** Lets somebody delete the pod; it stays until {@link #vanish()}. */
    public void going() {
        cluster.change(this, () -> going = true);
    }

    /** Takes the pod away without a word about its process. */
    public void vanish() {
        cluster.forget(this);
        log.end();
        current.end();
        terminal.end();
    }
}
