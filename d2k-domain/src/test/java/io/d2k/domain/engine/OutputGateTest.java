package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.log.StdStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class OutputGateTest {
    private static final AttachRequest OUTPUT = new AttachRequest(false, true, false, true, true);
    private static final AttachRequest BOTH = new AttachRequest(false, true, true, true, true);

    private final Fixture f = new Fixture();

    @BeforeEach
    void anImageWithAShell() {
        var config = new ImageConfig(
                List.of(), List.of("sh"), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        f.cluster.images.answer("box", new ImageLookup.Found(FakeStores.Images.facts('a', config)));
        f.cluster.views.ofRuns = false; // nobody asks for files beside what is attached
    }

    @AfterEach
    void close() {
        f.cluster.nodes.awaitNoneOpen();
        f.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What the process does once it is let go. */
    private void held(Consumer<FakePod> process) {
        f.cluster.containers.program(p -> {
            try {
                process.accept(p.passGate());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What a process with a terminal does once it is let go. */
    private void heldTerminal(Consumer<FakePod> process) {
        f.cluster.containers.program(p -> {
            try {
                process.accept(p.passGateOfTerminal());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private String attachedRun(String name, AttachRequest request) {
        try (ProcessSession session = f.containers.attach(name, request)) {
            FutureTask<String> output = Fixture.pump(session);
            Bounded.call(() -> f.containers.start(name));
            return Bounded.get(output);
        }
    }

    @Test
    void carriageReturnsThatTheLogLacksReachTheClient() throws Exception {
        held(p -> p.printAttached(StdStream.STDOUT, bytes("a\r\nb"))
                .printLogged(StdStream.STDOUT, bytes("a\n"))
                .printLogged(StdStream.STDOUT, bytes("b"))
                .printError("e")
                .end(0));
        String id = f.create("one", Specs.of("box").cmd("tar"));
        assertEquals("a\r\nbe\n", attachedRun("one", OUTPUT));
        assertEquals(0, f.awaitRecorded(id, 1).exitCode());
        assertEquals(List.of("a", "b", "e"), f.logs(id), "what the shell has printed is not the process's");
    }

    @Test
    void theLogHasTheRestWhereTheAttachmentBreaks() throws Exception {
        held(p -> p.printAttached(StdStream.STDOUT, bytes("a\r\nb"))
                .printAttached(StdStream.STDERR, bytes("one"))
                .printLogged(StdStream.STDOUT, bytes("a\n"))
                .loseAttached()
                .printLogged(StdStream.STDERR, bytes("one more\n"))
                .printLogged(StdStream.STDOUT, bytes("b c\n"))
                .end(0));
        f.create("one", Specs.of("box").cmd("tar"));
        assertEquals("a\r\nbone more\n c\n", attachedRun("one", OUTPUT));
    }

    @Test
    void outputThatNobodyHasAnyMoreIsNotPassedOver() throws Exception {
        var lost = new CountDownLatch(1);
        held(p -> {
            p.printAttached(StdStream.STDOUT, bytes("a")).rotateLog().loseAttached();
            p.printLogged(StdStream.STDOUT, bytes("later\n"));
            lost.countDown();
            p.end(0);
        });
        f.create("one", Specs.of("box").cmd("tar"));
        var told = assertThrows(EngineException.class, () -> attachedRun("one", OUTPUT));
        assertTrue(told.getMessage().startsWith("the output breaks off: the connection"), told.getMessage());
        assertTrue(Bounded.call(() -> {
            lost.await();
            return true;
        }));
    }

    @Test
    void inputIsTheProcesss() throws Exception {
        f.cluster.containers.program(p -> Thread.ofVirtual().start(() -> {
            try {
                p.passGate();
                p.print("had " + p.awaitInput().replace('\n', '/')).end(0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        f.create("eats", Specs.of("box").cmd("cat").stdin());
        try (ProcessSession session = f.containers.attach("eats", BOTH)) {
            FutureTask<String> output = Fixture.pump(session);
            FutureTask<Integer> input = Bounded.start(() -> {
                session.write(bytes("fed\n"), 0, 4);
                session.closeInput();
                return 0;
            });
            Bounded.call(() -> f.containers.start("eats"));
            Bounded.get(input);
            assertEquals("had //fed/\n", Bounded.get(output));
        }
    }

    @Test
    void aCommandThatIsNoneFailsInTheRuntimesWords() throws Exception {
        f.cluster.containers.program(p -> {
            if (p.gated()) {
                p.waits(ProcessState.UNGATED, ProcessState.GATE_REFUSED);
            } else {
                p.cannotStart("exec: \"nosuch\": executable file not found in $PATH: unknown");
            }
        });
        String id = f.create("one", Specs.of("box").cmd("nosuch"));
        try (ProcessSession session = f.containers.attach("one", OUTPUT)) {
            FutureTask<String> output = Fixture.pump(session);
            Fixture.refused(
                    ErrorKind.INVALID,
                    "exec: \"nosuch\": executable file not found in $PATH: unknown",
                    () -> f.containers.start("one"));
            assertEquals(127, f.state("one").exitCode());
            session.close();
            assertEquals("", Bounded.get(output));
        }
        f.events.await("bridge", "disconnect", 1);
        f.events.expect(id, "create", "attach");
    }

    @Test
    void anImageThatHasNoShellAfterAllRunsWithoutAGateAndIsRemembered() throws Exception {
        f.cluster.containers.program(p -> {
            if (p.gated()) {
                p.waits(ProcessState.UNGATED, "exec: \"/bin/sh\": no such file or directory");
            } else {
                p.begin().print("ran").end(0);
            }
        });
        f.create("one", Specs.of("box").cmd("tool"));
        assertEquals("ran\n", attachedRun("one", OUTPUT));
        f.create("two", Specs.of("box").cmd("tool"));
        assertEquals("ran\n", attachedRun("two", OUTPUT));
        assertEquals(3, f.cluster.containers.podsMade(), "two for the first, one for the second");
    }

    @Test
    void whereAttachingIsForbiddenTheLogHasToDo() {
        f.cluster.nodes.forbidAttaching();
        f.cluster.containers.program(p -> {
            p.begin();
            if (!p.gated()) {
                p.print("ran").end(0);
            }
        });
        f.create("one", Specs.of("box").cmd("tool"));
        assertEquals("ran\n", attachedRun("one", OUTPUT));
        f.create("two", Specs.of("box").cmd("tool"));
        assertEquals("ran\n", attachedRun("two", OUTPUT));
        assertEquals(3, f.cluster.containers.podsMade(), "the second is not held back");
    }

    @Test
    void whoIsKilledWhileHeldHasRun() throws Exception {
        f.cluster.containers.program(p -> p.begin().end(137));
        String id = f.create("one", Specs.of("box").cmd("tool"));
        assertEquals("", attachedRun("one", OUTPUT));
        assertEquals(137, f.awaitRecorded(id, 1).exitCode());
    }

    @Test
    void whoHasLeftHoldsNothingBack() throws Exception {
        f.cluster.containers.program(p -> {});
        String id = f.create("one", Specs.of("box").cmd("tool"));
        ProcessSession session = f.containers.attach("one", OUTPUT);
        FutureTask<Boolean> start = Bounded.start(() -> f.containers.start("one"));
        FakePod pod = f.pod();
        assertTrue(pod.gated());
        session.close();
        pod.passGate().print("alone");
        assertTrue(Bounded.get(start));
        f.awaitStatus(id, "running");
        pod.end(0);
        assertEquals(0, f.awaitRecorded(id, 1).exitCode());
        assertEquals(List.of("alone"), f.logs(id));
    }

    @Test
    void theFirstPromptOfATerminalIsSeen() throws Exception {
        f.cluster.containers.program(p -> Thread.ofVirtual().start(() -> {
            try {
                p.passGateOfTerminal().printAttached(StdStream.STDOUT, bytes("name? "));
                p.awaitSize(new TerminalSize(20, 70));
                p.printAttached(StdStream.STDOUT, bytes("me\r\n"))
                        .printLogged(StdStream.STDOUT, bytes("name? me\n"))
                        .end(0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        String id = f.create("shell", Specs.of("box").cmd("sh").tty());
        try (ProcessSession session = f.containers.attach("shell", OUTPUT)) {
            session.resize(new TerminalSize(20, 70));
            FutureTask<String> output = Fixture.pump(session);
            Bounded.call(() -> f.containers.start("shell"));
            assertEquals("name? me\r\n", Bounded.get(output));
        }
        assertEquals(0, f.awaitRecorded(id, 1).exitCode());
        assertEquals(List.of("name? me"), f.logs(id), "what the shell has printed is not the process's");
    }

    @Test
    void theLogHasTheRestOfATerminalWhoseAttachmentBreaks() throws Exception {
        heldTerminal(p -> p.printAttached(StdStream.STDOUT, bytes("a\r\nb"))
                .loseAttached()
                .printLogged(StdStream.STDOUT, bytes("a\n"))
                .printLogged(StdStream.STDOUT, bytes("bc\n"))
                .end(0));
        f.create("one", Specs.of("box").cmd("tool").tty());
        assertEquals("a\r\nbc\r\n", attachedRun("one", OUTPUT));
    }

    @Test
    void theLogHasWhatATerminalWasNotHeardToPrint() throws Exception {
        heldTerminal(p -> p.printLogged(StdStream.STDOUT, bytes("gone\n")).end(0));
        f.create("one", Specs.of("box").cmd("tool").tty());
        assertEquals("gone\r\n", attachedRun("one", OUTPUT));
    }

    @Test
    void aTerminalThatPrintsNothingNeedsNoLog() throws Exception {
        heldTerminal(p -> p.rotateLog().end(0));
        f.create("one", Specs.of("box").cmd("tool").tty());
        assertEquals("", attachedRun("one", OUTPUT));
    }

    @Test
    void aTerminalThatNobodyMayAttachToBeginsAsItCan() {
        f.cluster.nodes.forbidAttaching();
        f.cluster.containers.program(p -> {
            p.begin();
            if (!p.gated()) {
                p.print("ran").end(0);
            }
        });
        f.create("one", Specs.of("box").cmd("sh").tty());
        assertEquals("ran\r\n", attachedRun("one", OUTPUT));
    }

    @Test
    void nobodyIsHeldBackForNobody() throws Exception {
        f.cluster.containers.program(p -> p.begin().end(0));
        f.create("alone", Specs.of("box").cmd("tool"));
        Bounded.call(() -> f.containers.start("alone"));
        assertFalse(f.pod().gated());
    }
}
