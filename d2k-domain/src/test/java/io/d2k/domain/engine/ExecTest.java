package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeSession;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.port.in.Execs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Further processes in containers. */
@Timeout(180)
class ExecTest {
    private final Fixture f = new Fixture();
    private Execs execs;
    private String box;

    @BeforeEach
    void begin() {
        execs = f.engine.execs();
        f.cluster.views.ofRuns = false; // nobody asks for them beside the execs
        box = f.run("box", Specs.of("busybox").cmd("sleep", "100"));
    }

    @AfterEach
    void close() {
        f.close();
    }

    private static ExecSpec spec(boolean tty, String... cmd) {
        return new ExecSpec(List.of(cmd), List.of(), "", "", tty, true, true, true, false, "", Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"'', 7:8", "9, 9"})
    void anExecTellsAsWhomItRuns(String asked, String user) {
        f.run("own", Specs.of("busybox").cmd("sleep", "100").user("7:8"));
        ExecSpec spec = new ExecSpec(
                List.of("id"), List.of(), "", asked, false, false, true, true, false, "", Optional.empty());
        assertEquals(user, execs.inspect(execs.create("own", spec)).user());
    }

    @Test
    void anExecIsListedUntilItHasEndedOrItsRunHas() {
        String id = execs.create("box", spec(false, "cat"));
        assertEquals(List.of(id), f.containers.inspect("box").execIds());
        f.containers.restart("box", "", Optional.empty());
        assertEquals(List.of(), f.containers.inspect("box").execIds());
    }

    @Test
    void anExecRunsAndTellsItsExitCode() throws Exception {
        String id = execs.create("box", spec(false, "cat"));
        assertFalse(execs.inspect(id).running());
        assertEquals(OptionalInt.empty(), execs.inspect(id).exitCode());
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            FakeSession process = f.cluster.nodes.nextExec();
            assertEquals(List.of("cat"), process.command());
            assertTrue(execs.inspect(id).running());
            assertEquals(List.of(id), f.containers.inspect("box").execIds());
            FutureTask<String> output = Fixture.pump(session);
            byte[] in = "hello".getBytes(StandardCharsets.UTF_8);
            session.write(in, 0, in.length);
            session.closeInput();
            assertEquals("hello", Bounded.call(process::awaitInput));
            process.print("hello");
            process.exit(12);
            assertEquals("hello", Bounded.get(output));
            assertEquals(OptionalInt.of(12), session.exitCode());
        }
        assertFalse(execs.inspect(id).running());
        assertEquals(OptionalInt.of(12), execs.inspect(id).exitCode());
        assertEquals(List.of(), f.containers.inspect("box").execIds());
        f.events.await("box", "exec_die", 1);
        f.events.expect(box, "create", "start", "exec_create: cat ", "exec_start: cat ", "exec_die");
        Fixture.refused(
                ErrorKind.CONFLICT,
                "Error: Exec command " + id + " has already run",
                () -> execs.startDetached(id, false));
        try (ProcessSession again = execs.start(id, false, Optional.empty())) {
            assertEquals("Error: Exec command " + id + " has already run\r\n", Bounded.get(Fixture.pump(again)));
        }
        assertEquals(OptionalInt.of(12), execs.inspect(id).exitCode());
    }

    @Test
    void anExecThatCannotBeginDoesNotDie() throws Exception {
        String id = execs.create("box", spec(false, "none"));
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            FutureTask<String> output = Fixture.pump(session);
            f.cluster.nodes.nextExec().refuse("not found\r\n");
            assertEquals("not found\r\n", Bounded.get(output));
            assertFalse(session.begun());
        }
        assertFalse(execs.inspect(id).running());
        assertEquals(OptionalInt.of(126), execs.inspect(id).exitCode());
        f.events.expect(box, "create", "start", "exec_create: none ", "exec_start: none ");
    }

    @ParameterizedTest
    @CsvSource({"'\0hello', hello, true", "'\0', '', true", "cannot, cannot, false", "'', '', false"})
    void whetherAShellBecameTheCommandIsToldByASignThatIsNotShown(String printed, String shown, boolean begun)
            throws Exception {
        ExecSpec inDirectory = new ExecSpec(
                List.of("pwd"), List.of(), "/tmp", "", false, true, true, true, false, "", Optional.empty());
        String id = execs.create("box", inDirectory);
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            FutureTask<String> output = Fixture.pump(session);
            FakeSession process = f.cluster.nodes.nextExec();
            process.print(printed.replace("\\0", "\0"));
            process.exit(126);
            assertEquals(shown, Bounded.get(output));
            assertEquals(begun, session.begun());
        }
        assertEquals(OptionalInt.of(126), execs.inspect(id).exitCode());
        if (begun) {
            f.events.await("box", "exec_die", 1);
        } else {
            f.events.expect(box, "create", "start", "exec_create: pwd ", "exec_start: pwd ");
        }
    }

    @Test
    void aTerminalsSizeMayComeBeforeTheStart() throws Exception {
        String id = execs.create("box", spec(true, "sh"));
        execs.resize(id, new TerminalSize(24, 80));
        try (ProcessSession session = execs.start(id, true, Optional.empty())) {
            FakeSession process = f.cluster.nodes.nextExec();
            assertTrue(session.tty());
            assertFalse(process.streams().stderr(), "a terminal has one stream");
            assertEquals(Optional.of(new TerminalSize(24, 80)), process.size());
            execs.resize(id, new TerminalSize(50, 132));
            assertEquals(Optional.of(new TerminalSize(50, 132)), process.size());
            process.exit(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"sh, true", "/app, false"})
    void aShellGivesATerminalItsSizeBeforeTheCommandBegins(String ofImage, boolean sized) throws Exception {
        run("sized", ofImage);
        ExecSpec asked = new ExecSpec(
                List.of("stty", "size"),
                List.of(),
                "",
                "",
                true,
                false,
                true,
                false,
                false,
                "",
                Optional.of(new TerminalSize(1, 2)));
        String id = execs.create("sized", asked);
        try (ProcessSession session = execs.start(id, true, Optional.of(new TerminalSize(57, 123)))) {
            FakeSession process = f.cluster.nodes.nextExec();
            assertEquals(sized, process.command().toString().contains("stty rows 57 cols 123 2>/dev/null; "));
            assertEquals(
                    List.of("stty", "size"),
                    process.command()
                            .subList(
                                    process.command().size() - 2,
                                    process.command().size()));
            assertTrue(session.tty());
            process.exit(0);
        }
    }

    /** Runs a container of an image that runs a program. */
    private void run(String name, String ofImage) {
        ImageConfig config = new ImageConfig(
                List.of(), List.of(ofImage), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        f.cluster.images.answer(name, new ImageLookup.Found(FakeStores.Images.facts('b', config)));
        f.run(name, Specs.of(name).cmd("sleep", "100"));
    }

    @Test
    void anExecIsGoneWithItsContainer() {
        String id = execs.create("box", spec(false, "cat"));
        f.containers.remove("box", true, false);
        Map<String, Executable> calls = Map.of(
                "No such exec instance: " + id,
                () -> execs.inspect(id),
                "No such container: " + id,
                () -> execs.start(id, false, Optional.empty()));
        calls.forEach((words, call) -> {
            EngineException e = assertThrows(EngineException.class, call);
            assertEquals(ErrorKind.NOT_FOUND, e.kind());
            assertEquals(words, e.getMessage());
        });
    }

    @Test
    void whoseContainerIsRemovedBelowItIsToldTheExitCode() throws Exception {
        String id = execs.create("box", spec(false, "cat"));
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            FutureTask<String> output = Fixture.pump(session);
            FakeSession process = f.cluster.nodes.nextExec();
            f.containers.remove("box", true, false);
            assertTrue(execs.inspect(id).running());
            process.exit(137);
            assertEquals("", Bounded.get(output));
        }
        assertEquals(OptionalInt.of(137), execs.inspect(id).exitCode());
        Fixture.refused(ErrorKind.NOT_FOUND, "No such exec instance: " + id, () -> execs.inspect(id));
    }

    @Test
    void lostConnectionIsNoEndInGoodOrder() throws Exception {
        String id = execs.create("box", spec(false, "pg_dump"));
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            var output = new ByteArrayOutputStream();
            FutureTask<IOException> end = Bounded.start(() -> assertThrows(
                    IOException.class,
                    () -> session.pump((stream, bytes, offset, length) -> output.write(bytes, offset, length))));
            FakeSession process = f.cluster.nodes.nextExec();
            process.print("half");
            process.lose();
            assertEquals("java.io.IOException: reset", Bounded.get(end).getMessage());
            assertEquals(
                    "halfthe connection with the process was lost: reset\r\n", output.toString(StandardCharsets.UTF_8));
        }
        assertEquals(OptionalInt.of(255), execs.inspect(id).exitCode());
        assertFalse(execs.inspect(id).running());
    }

    @Test
    void aProcessGoesOnWithoutTheClientThatLeaves() throws Exception {
        String id = execs.create("box", spec(false, "cat"));
        ProcessSession session = execs.start(id, false, Optional.empty());
        FakeSession process = f.cluster.nodes.nextExec();
        FutureTask<String> output = Fixture.pump(session);
        session.close();
        assertEquals("", Bounded.get(output));
        assertEquals("", process.awaitInput(), "its input has ended");
        process.print("to nobody");
        assertFalse(process.isClosed());
        assertTrue(execs.inspect(id).running());
        process.exit(7);
        f.events.await("box", "exec_die", 1);
        assertEquals(OptionalInt.of(7), execs.inspect(id).exitCode());
        f.cluster.nodes.awaitNoneOpen();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProcessGoesOnWhenItsClientTakesNoMore(boolean unchecked) throws Exception {
        String id = execs.create("box", spec(false, "yes"));
        ProcessSession session = execs.start(id, false, Optional.empty());
        FakeSession process = f.cluster.nodes.nextExec();
        process.print("y");
        assertThrows(
                IOException.class,
                () -> session.pump((stream, buffer, offset, length) -> {
                    if (unchecked) {
                        throw new IllegalStateException("gone");
                    }
                    throw new IOException("gone");
                }));
        session.close();
        assertEquals("", process.awaitInput());
        process.print("y");
        assertTrue(execs.inspect(id).running());
        process.exit(0);
        f.events.await("box", "exec_die", 1);
    }

    @Test
    void theEngineEndsItsConnectionsWithProcesses() throws Exception {
        String id = execs.create("box", spec(true, "sh"));
        execs.start(id, true, Optional.empty()).close();
        FakeSession process = f.cluster.nodes.nextExec();
        assertFalse(process.isClosed());
        f.down();
        assertTrue(process.isClosed());
        f.up();
    }

    @Test
    void refusesWhatDockerRefuses() {
        String fresh = f.create("fresh", Specs.of("busybox").cmd("true"));
        Fixture.refused(
                ErrorKind.CONFLICT,
                "container " + fresh + " is not running",
                () -> execs.create("fresh", spec(false, "true")));
        Fixture.refused(ErrorKind.INVALID, "No exec command specified", () -> execs.create("box", spec(false)));
        Fixture.refused(
                ErrorKind.NOT_FOUND, "No such container: ghost", () -> execs.create("ghost", spec(false, "true")));
        Fixture.refused(ErrorKind.NOT_FOUND, "No such exec instance: 0000", () -> execs.inspect("0000"));
        Fixture.refused(
                ErrorKind.NOT_FOUND, "No such exec instance: 0000", () -> execs.start("0000", false, Optional.empty()));
        ExecSpec privileged =
                new ExecSpec(List.of("true"), List.of(), "", "", false, false, true, true, true, "", Optional.empty());
        Fixture.refused(
                ErrorKind.UNSUPPORTED,
                "Kubernetes cannot give a further process more privileges: run the container with --privileged",
                () -> execs.create("box", privileged));
        String id = execs.create("box", spec(false, "true"));
        f.containers.kill("box", "");
        Fixture.refused(
                ErrorKind.CONFLICT,
                "container " + box + " is not running",
                () -> execs.start(id, false, Optional.empty()));
    }

    /** A node speaks of a pod. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatHasEndedAMomentAgoIsRefusedInTheSameWords(boolean detached) {
        String id = execs.create("box", spec(false, "true"));
        f.cluster.nodes.refuseExecs(() -> {
            throw EngineException.conflict("exec in pod p: the container is not running");
        });
        Fixture.refused(ErrorKind.CONFLICT, "container " + box + " is not running", () -> {
            if (detached) {
                execs.startDetached(id, false);
            } else {
                execs.start(id, false, Optional.empty());
            }
        });
        assertFalse(execs.inspect(id).running());
    }

    @Test
    void topOfWhatHasEndedAMomentAgoIsRefusedInTheSameWords() {
        f.cluster.nodes.refuseExecs(() -> {
            throw EngineException.conflict("exec in pod p: the container is not running");
        });
        Fixture.refused(ErrorKind.CONFLICT, "container " + box + " is not running", () -> f.containers.top("box", ""));
    }

    @Test
    void topListsProcessesByAFurtherOne() throws Exception {
        FutureTask<List<List<String>>> top =
                Bounded.start(() -> f.containers.top("box", "-o pid,comm").processes());
        FakeSession process = f.cluster.nodes.nextExec();
        process.print("100.00 50.00\u001e");
        process.print("1 (sleep) S 0 1 1 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 10 1048576 100\u001f0\u001fsleep 100 \u001e9");
        process.exit(0);
        assertEquals(List.of(List.of("1", "sleep")), Bounded.get(top));
        FutureTask<Integer> none = Bounded.start(() -> {
            Fixture.refused(
                    ErrorKind.UNSUPPORTED,
                    "the processes of container " + box + " cannot be listed: its image has no shell",
                    () -> f.containers.top("box", ""));
            return 0;
        });
        f.cluster.nodes.nextExec().exit(127);
        Bounded.get(none);
        String fresh = f.create("fresh", Specs.of("busybox").cmd("true"));
        Fixture.refused(
                ErrorKind.CONFLICT, "container " + fresh + " is not running", () -> f.containers.top("fresh", ""));
    }
}
