package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.EventProbe;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class AttachTest {
    private static final AttachRequest OUTPUT = new AttachRequest(false, true, false, true, true);
    private static final AttachRequest BOTH = new AttachRequest(false, true, true, true, true);

    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.cluster.containers.awaitListeners(Fixture.DUTIES);
        f.close();
    }

    private static Specs sleeper() {
        return Specs.of("busybox").cmd("sleep", "100");
    }

    @Test
    void attachedBeforeTheStartGetsEverything() {
        f.cluster.containers.program(
                p -> p.print("first").begin().printError("second").end(6));
        f.create("box", sleeper());
        try (ProcessSession session = f.containers.attach("box", OUTPUT)) {
            FutureTask<String> output = Fixture.pump(session);
            Bounded.call(() -> f.containers.start("box"));
            assertEquals("first\nsecond\n", Bounded.get(output));
        }
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void attachedBeforeTheSecondStartGetsThatRunOnly() {
        f.cluster.containers.program(p -> p.begin().print("run " + p.run()).end(0));
        String id = f.run("box", sleeper());
        f.awaitRecorded(id, 1);
        try (ProcessSession session = f.containers.attach("box", OUTPUT)) {
            FutureTask<String> output = Fixture.pump(session);
            Bounded.call(() -> f.containers.start("box"));
            assertEquals("run 2\n", Bounded.get(output));
        }
    }

    @Test
    void attachedWithLogsToWhatHasEndedGetsItsLogAndTheNextRun() {
        f.cluster.containers.program(
                p -> p.begin().print("run " + p.run()).printError("e").end(0));
        String id = f.run("box", sleeper());
        f.awaitRecorded(id, 1);
        try (ProcessSession session = f.containers.attach("box", new AttachRequest(true, true, false, true, false))) {
            FutureTask<String> output = Fixture.pump(session);
            Bounded.call(() -> f.containers.start("box"));
            assertEquals("run 1\nrun 2\n", Bounded.get(output));
        }
    }

    @Test
    void whoAsksForNoStreamGetsNothingAtOnce() {
        f.create("fresh", sleeper());
        f.run("runs", sleeper().tty());
        for (String name : List.of("fresh", "runs")) {
            for (boolean logs : List.of(false, true)) {
                for (boolean stream : List.of(false, true)) {
                    var nothing = new AttachRequest(logs, stream, false, false, false);
                    try (ProcessSession session = f.containers.attach(name, nothing)) {
                        assertEquals("", Bounded.get(Fixture.pump(session)), name + " " + nothing);
                    }
                }
            }
        }
    }

    @Test
    void aTerminalHasNoStandardError() throws Exception {
        f.run("box", sleeper().tty());
        FakePod pod = f.pod().print("before");
        try (ProcessSession session = f.containers.attach("box", new AttachRequest(true, true, false, false, true))) {
            FutureTask<String> output = Fixture.pump(session);
            f.cluster.nodes.awaitOpen(1);
            pod.print("after").end(0);
            assertEquals("", Bounded.get(output));
        }
    }

    @Test
    void autoRemoveWaitsForTheAttached() {
        f.cluster.containers.program(p -> p.begin().print("quick").end(0));
        String id = f.create("box", sleeper().rm());
        try (ProcessSession session = f.containers.attach("box", OUTPUT)) {
            Bounded.call(() -> f.containers.start("box"));
            f.awaitStatus(id, "exited");
            assertEquals("quick\n", Bounded.get(Fixture.pump(session)));
        }
        f.awaitGone(id);
    }

    @Test
    void whoIsAttachedHasTheOutputBeforeTheEndIsTold() throws Exception {
        var readers = new AttachedReaders();
        var log = new EventLog(f.cluster.clock);
        var events = new ContainerEvents(log, readers);
        String id = f.create("box", sleeper());
        ContainerRecord record = f.cluster.containers.find(id).orElseThrow().record();
        try (EventProbe told = new EventProbe(log)) {
            AttachedReaders.Lease one = readers.enter(id);
            AttachedReaders.Lease two = readers.enter(id);
            events.afterOutput(record, () -> events.publish(record, "die"));
            events.publish(record, "start"); // of the next run
            events.afterOutput(record, () -> events.publish(record, "die"));
            one.close();
            log.publish("network", "create", "n", Map.of("name", "mark"));
            told.await("mark", "create", 1);
            assertEquals(List.of(), told.actions(id));
            two.close();
            events.publish(record, "destroy");
            told.await("box", "destroy", 1);
            assertEquals(List.of("die", "start", "die", "destroy"), told.actions(id));
        }
    }

    @Test
    void whoNeverReadsDoesNotHoldTheEndBackForever() {
        var readers = new AttachedReaders();
        var told = new CountDownLatch(1);
        try (var stuck = readers.enter("box")) {
            readers.whenNone("box", Duration.ofMillis(1), told::countDown);
            Bounded.call(() -> {
                told.await();
                return 0;
            });
        }
    }

    @Test
    void attachedToWhatRunsGetsWhatComesLater() throws Exception {
        f.run("talk", sleeper());
        FakePod pod = f.pod().print("before");
        try (ProcessSession session = f.containers.attach("talk", OUTPUT)) {
            FutureTask<String> output = Fixture.pump(session);
            f.cluster.nodes.awaitOpen(1);
            pod.print("after").end(0);
            assertEquals("after\n", Bounded.get(output));
        }
    }

    @Test
    void attachedWithLogsGetsWhatWasBeforeToo() throws Exception {
        f.run("talk", sleeper());
        FakePod pod = f.pod().print("before");
        try (ProcessSession session = f.containers.attach("talk", new AttachRequest(true, true, false, true, true))) {
            FutureTask<String> output = Fixture.pump(session);
            f.cluster.nodes.awaitOpen(1);
            pod.print("after").end(0);
            assertEquals("before\nafter\n", Bounded.get(output));
        }
    }

    @Test
    void withoutStreamTheLogAloneIsTold() throws Exception {
        f.run("talk", sleeper());
        f.pod().print("before");
        try (ProcessSession logs = f.containers.attach("talk", new AttachRequest(true, false, false, true, true));
                ProcessSession nothing =
                        f.containers.attach("talk", new AttachRequest(false, false, false, true, true))) {
            assertEquals("before\n", Bounded.get(Fixture.pump(logs)));
            assertEquals("", Bounded.get(Fixture.pump(nothing)));
        }
    }

    @Test
    void aRunningContainersNewestPodIsMeant() throws Exception {
        String id = f.run("box", sleeper());
        f.pod().print("one").end(0);
        f.awaitRecorded(id, 1);
        f.cluster.containers.launch(f.cluster.containers.find(id).orElseThrow().record(), 2, 0, Optional.empty());
        FakePod second = f.pod();
        f.awaitStatus(id, "running");
        try (ProcessSession session = f.containers.attach("box", OUTPUT)) {
            FutureTask<String> output = Fixture.pump(session);
            f.cluster.nodes.awaitOpen(1);
            second.print("two").end(0);
            assertEquals("two\n", Bounded.get(output));
        }
    }

    @Test
    void onlyTheStreamsAskedForAreTold() {
        f.cluster.containers.program(
                p -> p.begin().print("out").printError("err").end(0));
        f.create("box", sleeper());
        try (ProcessSession session = f.containers.attach("box", new AttachRequest(false, true, false, false, true))) {
            FutureTask<String> output = Fixture.pump(session);
            Bounded.call(() -> f.containers.start("box"));
            assertEquals("err\n", Bounded.get(output));
        }
    }

    @Test
    void inputReachesTheProcess() throws Exception {
        f.create("eats", sleeper().stdin());
        try (ProcessSession session = f.containers.attach("eats", BOTH)) {
            FutureTask<String> output = Fixture.pump(session);
            FutureTask<Integer> input = Bounded.start(() -> {
                byte[] bytes = "fed\n".getBytes(StandardCharsets.UTF_8);
                session.write(bytes, 0, bytes.length);
                session.closeInput();
                return 0;
            });
            Bounded.call(() -> f.containers.start("eats"));
            FakePod pod = f.pod();
            Bounded.get(input);
            assertEquals("fed\n", Bounded.call(pod::awaitInput));
            pod.print("done").end(0);
            assertEquals("done\n", Bounded.get(output));
        }
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void inputAloneLastsAsLongAsTheProcess() throws Exception {
        f.run("eats", sleeper().stdin());
        FakePod pod = f.pod();
        try (ProcessSession session = f.containers.attach("eats", new AttachRequest(false, true, true, false, false))) {
            FutureTask<String> output = Fixture.pump(session);
            byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
            session.write(bytes, 0, 1);
            assertFalse(output.isDone());
            pod.print("unseen").end(0);
            assertEquals("", Bounded.get(output));
        }
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void aTerminalIsAttachedBothWaysWithWhatItPrintedBefore() throws Exception {
        f.cluster.containers.program(p -> p.print("early").begin());
        f.create("tty", sleeper().tty().stdin());
        try (ProcessSession session = f.containers.attach("tty", BOTH)) {
            session.resize(new TerminalSize(24, 80));
            FutureTask<String> output = Fixture.pump(session);
            Bounded.call(() -> f.containers.start("tty"));
            FakePod pod = f.pod();
            session.write("x".getBytes(StandardCharsets.UTF_8), 0, 1);
            pod.awaitSize(new TerminalSize(24, 80));
            f.containers.resize("tty", new TerminalSize(50, 132));
            pod.awaitSize(new TerminalSize(50, 132));
            pod.end(0);
            assertEquals("early\r\n", Bounded.get(output));
        }
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void aTerminalThatNobodyIsAttachedToIsResizedToo() throws Exception {
        f.run("tty", sleeper().tty());
        f.containers.resize("tty", new TerminalSize(50, 132));
        FakePod pod = f.pod();
        pod.awaitSize(new TerminalSize(50, 132));
        pod.end(0);
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void whatHasNoTerminalIsNotResized() {
        f.run("plain", sleeper());
        f.containers.resize("plain", new TerminalSize(50, 132));
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void closingReleasesEverything() throws Exception {
        f.run("tty", sleeper().tty().stdin());
        f.run("plain", sleeper().stdin());
        f.create("idle", sleeper().stdin());
        for (String name : new String[] {"tty", "plain", "idle"}) {
            ProcessSession session = f.containers.attach(name, BOTH);
            FutureTask<String> output = Fixture.pump(session);
            FutureTask<String> input = Bounded.start(() -> {
                try {
                    session.write(new byte[1], 0, 1);
                } catch (IOException e) {
                    return "refused";
                }
                return "written";
            });
            if (!name.equals("idle")) {
                assertEquals("written", Bounded.get(input));
                f.cluster.nodes.awaitOpen(1);
            }
            session.close();
            assertEquals("", Bounded.get(output), name);
            Bounded.get(input);
            session.close();
            assertThrows(IOException.class, () -> session.write(new byte[1], 0, 1), name);
            f.cluster.nodes.awaitNoneOpen();
        }
    }

    @Test
    void theAttachedAreToldOfAFailedStartAndOfARemoval() {
        f.cluster.containers.program(p -> p.cannotStart("no such file or directory"));
        f.create("bad", sleeper());
        f.create("gone", sleeper());
        try (ProcessSession bad = f.containers.attach("bad", OUTPUT);
                ProcessSession gone = f.containers.attach("gone", OUTPUT)) {
            FutureTask<String> first = Fixture.pump(bad);
            FutureTask<String> second = Fixture.pump(gone);
            assertThrows(RuntimeException.class, () -> f.containers.start("bad"));
            assertEquals("", Bounded.get(first));
            f.containers.remove("gone", false, false);
            assertEquals("", Bounded.get(second));
        }
    }
}
