package io.d2k.domain.fake;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PodProcesses;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nodes' side: logs and streams of the pods there are. Counts what is open. */
public final class FakeNodes implements PodLogs, PodProcesses {
    private final Map<String, Function<Request, List<LogLine>>> ofTasks = new ConcurrentHashMap<>();
    private static final Pattern KILL = Pattern.compile("kill -(\\d+) 1");
    /** What asks where files lie or which signals a process gets, or waits until files are in place. */
    private static final Pattern BRIEF = Pattern.compile("upperdir=|d2k-placing|SigCgt|-c : ");

    private final FakeContainers containers;
    private final Object counting = new Object();
    private int open;
    private final LinkedBlockingQueue<FakeSession> execs = new LinkedBlockingQueue<>();
    private volatile boolean shell = true;
    private volatile int shellCode;
    private volatile boolean attachable = true;
    private volatile Runnable refusal = () -> {};
    private volatile Runnable atLostSignal = () -> {};

    FakeNodes(FakeContainers containers) {
        this.containers = containers;
    }

    /** Waits until so many logs and sessions are open, or more. */
    public void awaitOpen(int least) {
        awaitOpen(n -> n >= least);
    }

    /** Waits until no log and no session is open: those that nobody needs any more are closed by threads of their own. */
    public void awaitNoneOpen() {
        awaitOpen(n -> n == 0);
    }

    private void awaitOpen(IntPredicate enough) {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        synchronized (counting) {
            while (!enough.test(open)) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(open + " logs and sessions are open");
                }
                try {
                    counting.wait(1000);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private void opened() {
        count(1);
    }

    private void closed() {
        count(-1);
    }

    private void count(int more) {
        synchronized (counting) {
            open += more;
            counting.notifyAll();
        }
    }

    /** Lets images have no shell and no kill. */
    public void withoutShell() {
        shell = false;
    }

    /** Lets the shell that sends a signal end with what the process of the container took down. */
    public void endShellsWithTheirContainer() {
        shellCode = 137;
    }

    /** Lets something happen when a signal could not be delivered. */
    public void atLostSignal(Runnable action) {
        atLostSignal = action;
    }

    /** Lets no further process be run, for the reason that is thrown. */
    public void refuseExecs(Runnable reason) {
        refusal = reason;
    }

    /** Waits for the next exec that is no signal. */
    public FakeSession nextExec() throws InterruptedException {
        FakeSession next = execs.poll(Bounded.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("no exec came");
        }
        return next;
    }

    /** Fails where an exec has come that nobody has asked for. */
    public void expectNoExec() {
        FakeSession next = execs.poll();
        if (next != null) {
            throw new AssertionError("exec of " + next.command());
        }
    }

    /** Gives the pod of a task a log. */
    public void tells(String uid, Function<Request, List<LogLine>> log) {
        ofTasks.put(uid, log);
    }

    @Override
    public LogReader open(PodObservation pod, Request request) throws IOException {
        if (ofTasks.containsKey(pod.uid())) {
            return LogReader.of(ofTasks.get(pod.uid()).apply(request));
        }
        FakePod p = containers.pod(pod.uid()).orElseThrow(() -> new IOException("no pod " + pod.name()));
        FakeLog log = request.previous()
                ? p.previousLog.orElseThrow(() -> new IOException("no previous container"))
                : p.currentLog();
        LogReader reader = log.open(request, this::closed);
        opened();
        return reader;
    }

    @Override
    public ProcessSession exec(PodObservation pod, List<String> command, Streams streams) {
        refusal.run();
        FakePod p = containers.pod(pod.uid()).orElseThrow(() -> EngineException.notFound("no pod " + pod.name()));
        FakeSession session = session(command, streams, Optional.empty());
        if (String.join(" ", command).contains("upperdir=")) {
            p.layer.ifPresent(layer -> session.print(KeptLayer.WORDS + layer.archives() + " " + layer.path() + "\n"));
        }
        if (String.join(" ", command).contains("SigCgt")) {
            session.print(p.masks);
        }
        Matcher kill = KILL.matcher(String.join(" ", command));
        if (kill.find()) {
            if (shell) {
                p.signal(Integer.parseInt(kill.group(1)));
                session.exit(shellCode);
            } else {
                session.exit(126);
                atLostSignal.run();
            }
        } else {
            execs.add(session);
            if (BRIEF.matcher(String.join(" ", command)).find()) {
                session.exit(0);
            }
        }
        return session;
    }

    /** Lets nobody attach. */
    public void forbidAttaching() {
        attachable = false;
    }

    @Override
    public ProcessSession attach(PodObservation pod, Streams streams) {
        if (!attachable) {
            throw EngineException.forbidden("pods/attach is forbidden");
        }
        FakePod p = containers.pod(pod.uid()).orElseThrow(() -> EngineException.notFound("no pod " + pod.name()));
        FakeSession[] self = new FakeSession[1];
        self[0] = new FakeSession(List.of(), streams, Optional.of(p.terminal), () -> {
            p.terminal.leave(self[0]);
            closed();
        });
        p.terminal.join(self[0]);
        opened();
        return self[0];
    }

    private FakeSession session(List<String> command, Streams streams, Optional<FakeTerminal> terminal) {
        opened();
        return new FakeSession(command, streams, terminal, this::closed);
    }
}
