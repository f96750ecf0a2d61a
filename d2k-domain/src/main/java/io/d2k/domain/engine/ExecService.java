package io.d2k.domain.engine;

import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.ImageShellRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ExecView;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.port.in.Execs;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.PodProcesses;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Further processes. They live as long as this d2k, as execs live as long as a dockerd. */
final class ExecService implements Execs, AutoCloseable {
    private static final int REMEMBERED = 4096;

    private final ContainerLookup lookup;
    private final PodProcesses processes;
    private final Cluster cluster;
    private final ExecEnvironment environment;
    private final ContainerEvents events;
    private final Map<String, Exec> execs = new LinkedHashMap<>();

    ExecService(ContainerLookup lookup, PodProcesses processes, Cluster cluster, ContainerEvents events) {
        this.lookup = lookup;
        this.processes = processes;
        this.cluster = cluster;
        this.environment = new ExecEnvironment(cluster::serverVersion);
        this.events = events;
    }

    private static final class Exec {
        private final String id = Ids.random();
        private final ContainerRecord container;
        private final ExecSpec spec;
        private final String run;
        private volatile boolean started;
        private volatile boolean running;
        private OptionalInt exitCode = OptionalInt.empty();
        private boolean endTold;
        private boolean deathTold;
        private Optional<TerminalSize> size;
        private Optional<ProcessSession> session = Optional.empty();

        private Exec(ContainerRecord container, ExecSpec spec, String run) {
            this.container = container;
            this.spec = spec;
            this.run = run;
            this.size = spec.consoleSize();
        }
    }

    @Override
    public String create(String containerRef, ExecSpec spec) {
        ObservedContainer container = lookup.require(containerRef);
        PodObservation pod = RunningPod.of(container);
        if (spec.cmd().isEmpty()) {
            throw EngineException.invalid("No exec command specified");
        }
        if (spec.privileged() && !container.record().spec().security().privileged()) {
            throw EngineException.unsupported(
                    "Kubernetes cannot give a further process more privileges: run the container with --privileged");
        }
        Exec exec = new Exec(container.record(), spec, run(pod));
        synchronized (execs) {
            execs.put(exec.id, exec);
            if (execs.size() > REMEMBERED) {
                forgetOldest();
            }
        }
        publish(exec, "exec_create: " + words(spec), Map.of());
        return exec.id;
    }

    private void forgetOldest() {
        execs.values().stream().filter(e -> !e.running).findFirst().ifPresent(e -> execs.remove(e.id));
    }

    @Override
    public ProcessSession start(String id, boolean tty, Optional<TerminalSize> size) {
        Exec exec = ready(id);
        if (exec.spec.unattached()) {
            return unattached(id, tty);
        }
        Optional<String> refusal = claim(exec, size);
        if (refusal.isPresent()) {
            return new RefusedSession(tty, refusal.get() + "\r\n");
        }
        ExecSession session = open(
                exec,
                ExecLaunch.attached(
                        exec.spec,
                        environment.changes(exec.container, exec.spec.tty()),
                        environment.mayHaveEnv(exec.container),
                        id,
                        cluster::serverVersion,
                        firstSize(exec)),
                (begun, code) -> ended(exec, begun, code));
        started(exec);
        return session;
    }

    /**
     * Begins what its client is attached to no stream of: as with the Docker Engine, the client is let go at once, and hears
     * nothing but why it could not be begun.
     */
    private ProcessSession unattached(String id, boolean tty) {
        try {
            startDetached(id, tty);
            return new RefusedSession(tty, "");
        } catch (EngineException e) {
            return new RefusedSession(tty, e.getMessage() + "\r\n");
        }
    }

    /** Returns the size that a shell can give the terminal before the command begins. */
    private static Optional<TerminalSize> firstSize(Exec exec) {
        boolean shell = exec.container
                .image()
                .filter(facts -> ImageShellRule.hasShell(
                        facts, ContainerViews.config(exec.container).argv()))
                .isPresent();
        return exec.size.filter(size -> shell);
    }

    @Override
    public void startDetached(String id, boolean tty) {
        Exec exec = ready(id);
        claim(exec, Optional.empty()).ifPresent(refusal -> {
            throw EngineException.conflict(refusal);
        });
        ExecLaunch launch = ExecLaunch.detached(exec.spec, environment.changes(exec.container, exec.spec.tty()));
        DetachedStart start = DetachedStart.announced();
        ExecSession session = openDetached(exec, launch, start);
        started(exec);
        Optional<String> failure = outcome(session, start);
        if (failure.isPresent() && ExecCommandRule.lacksShell(exec.spec, failure.get())) {
            DetachedStart alone = DetachedStart.alone();
            failure = outcome(openDetached(exec, launch.withoutShell(), alone), alone);
        }
        if (failure.isPresent()) {
            notStarted(exec);
            throw ExecCommandRule.refusal(failure.get().strip());
        }
    }

    private ExecSession openDetached(Exec exec, ExecLaunch launch, DetachedStart start) {
        return open(exec, launch, (begun, code) -> {
            if (start.ended(begun, code)) {
                ended(exec, begun, code);
            }
        });
    }

    /** Returns why it could not be begun; nothing when it could. */
    private static Optional<String> outcome(ExecSession session, DetachedStart start) {
        session.begin(start);
        Optional<String> failure = start.await();
        session.close();
        return failure;
    }

    /** Returns what can be started: its container runs. */
    private Exec ready(String id) {
        Exec exec = require(id);
        // the words and the wrong ID are moby's (daemon/exec.go)
        ObservedContainer container = lookup.find(exec.container.id())
                .orElseThrow(() -> EngineException.notFound("No such container: " + id));
        RunningPod.of(container);
        return exec;
    }

    /** Takes it for a start; returns why it cannot be started once more. */
    private static Optional<String> claim(Exec exec, Optional<TerminalSize> size) {
        synchronized (exec) {
            if (exec.started) {
                return Optional.of(
                        "Error: Exec command " + exec.id + (exec.running ? " is already running" : " has already run"));
            }
            // in this order: what has been started is listed as long as it runs
            exec.running = true;
            exec.started = true;
            exec.size = size.or(() -> exec.size);
            return Optional.empty();
        }
    }

    private ExecSession open(Exec exec, ExecLaunch launch, ExecSession.Ended ended) {
        ObservedContainer container = lookup.require(exec.container.id());
        ProcessSession session;
        try {
            session = begin(exec, launch, container);
        } catch (EngineException e) {
            notStarted(exec);
            throw e;
        }
        synchronized (exec) {
            exec.session = Optional.of(session);
            exec.size.ifPresent(size -> resizeQuietly(session, size));
        }
        return new ExecSession(
                session, launch.announced(), words -> ExecCommandRule.explained(exec.spec, words), ended);
    }

    private ProcessSession begin(Exec exec, ExecLaunch launch, ObservedContainer container) {
        return RunningPod.begin(
                container, pod -> launch.begin(processes, pod, () -> environment.lacksEnv(exec.container)));
    }

    private void ended(Exec exec, boolean begun, OptionalInt code) {
        if (begun) {
            finish(exec, code);
        } else {
            notStarted(exec);
        }
    }

    private void started(Exec exec) {
        publish(exec, "exec_start: " + words(exec.spec), Map.of());
    }

    /** The command and, after a space that is there without any, too, its arguments, as moby's {@code daemon/exec.go}. */
    private static String words(ExecSpec spec) {
        List<String> cmd = spec.cmd();
        return cmd.getFirst() + " " + String.join(" ", cmd.subList(1, cmd.size()));
    }

    private static void resizeQuietly(ProcessSession session, TerminalSize size) {
        try {
            session.resize(size);
        } catch (IOException e) {
            // it has ended already: its exit code tells so
            session.close();
        }
    }

    private void finish(Exec exec, OptionalInt code) {
        if (over(exec, code)) {
            died(exec, code);
        }
    }

    private void died(Exec exec, OptionalInt code) {
        synchronized (exec) {
            if (exec.deathTold) {
                return;
            }
            exec.deathTold = true;
        }
        publish(exec, "exec_die", Map.of("exitCode", code.isPresent() ? Integer.toString(code.getAsInt()) : ""));
    }

    /** Tells of the deaths of a container's processes, which come before its own; their streams may tell of them later. */
    void containerDied(ContainerRecord container) {
        List<Exec> dying;
        synchronized (execs) {
            dying = execs.values().stream()
                    .filter(e -> e.running && e.container.id().equals(container.id()))
                    .toList();
        }
        dying.forEach(e -> died(e, OptionalInt.of(StateProjection.KILLED)));
    }

    /** Publishes an action of a process, of a container as it is called now. */
    private void publish(Exec exec, String action, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>(more);
        attributes.put("execID", exec.id);
        ContainerRecord now =
                lookup.find(exec.container.id()).map(ObservedContainer::record).orElse(exec.container);
        events.publish(now, action, attributes);
    }

    /** What has not begun does not die, as in Docker. */
    private static void notStarted(Exec exec) {
        over(exec, OptionalInt.of(ExecCommandRule.CANNOT_START));
    }

    private static boolean over(Exec exec, OptionalInt code) {
        synchronized (exec) {
            boolean running = exec.running;
            exec.running = false;
            exec.exitCode = running ? code : exec.exitCode;
            exec.session = Optional.empty();
            return running;
        }
    }

    @Override
    public void resize(String id, TerminalSize size) {
        Exec exec = require(id);
        Optional<ProcessSession> session;
        synchronized (exec) {
            exec.size = Optional.of(size);
            session = exec.session;
        }
        session.ifPresent(s -> resizeQuietly(s, size));
    }

    @Override
    public ExecView inspect(String id) {
        Exec exec = require(id);
        boolean containerGone = lookup.find(exec.container.id()).isEmpty();
        synchronized (exec) {
            // it goes with its container, but not before the client whose process was removed with it has the exit code
            if (containerGone && (exec.endTold || !exec.started)) {
                throw unknown(id);
            }
            exec.endTold |= exec.started && !exec.running;
            return new ExecView(exec.id, exec.container.id(), exec.spec, user(exec), exec.running, exec.exitCode);
        }
    }

    private static String user(Exec exec) {
        return exec.spec.user().isEmpty()
                ? ContainerViews.config(exec.container).user()
                : exec.spec.user();
    }

    /**
     * Returns the IDs of a container's execs that run, and of those that have not been started in the run that they were
     * made in: with it they go.
     */
    List<String> listed(ContainerRecord container, Optional<PodObservation> pod) {
        Optional<String> run = pod.map(ExecService::run);
        synchronized (execs) {
            return execs.values().stream()
                    .filter(e -> e.container.id().equals(container.id()))
                    .filter(e ->
                            e.started ? e.running : run.filter(e.run::equals).isPresent())
                    .map(e -> e.id)
                    .toList();
        }
    }

    /** Returns what tells one run of a container from another: some begin anew in their pod. */
    private static String run(PodObservation pod) {
        return pod.uid() + "/" + pod.restartCount();
    }

    private Exec require(String id) {
        synchronized (execs) {
            return Optional.ofNullable(execs.get(id)).orElseThrow(() -> unknown(id));
        }
    }

    private static EngineException unknown(String id) {
        return EngineException.notFound("No such exec instance: " + id);
    }

    /** Ends the connections with all processes. */
    @Override
    public void close() {
        synchronized (execs) {
            execs.values().forEach(e -> {
                synchronized (e) {
                    e.session.ifPresent(ProcessSession::close);
                }
            });
        }
    }
}
