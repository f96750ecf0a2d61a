package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeSession;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.port.in.Execs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Execs that nobody waits for: whether they have begun is answered all the same. */
@Timeout(180)
class DetachedExecTest {
    private static final String NO_SHELL = "exec: \"/bin/sh\": stat /bin/sh: no such file or directory\r\n";

    private final Fixture f = new Fixture();
    private Execs execs;
    private String box;

    @BeforeEach
    void begin() {
        execs = f.engine.execs();
        box = f.run("box", Specs.of("busybox").cmd("sleep", "100"));
    }

    @AfterEach
    void close() {
        f.close();
    }

    private static ExecSpec spec(boolean tty, String... cmd) {
        return new ExecSpec(List.of(cmd), List.of(), "", "", tty, true, true, true, false, "", Optional.empty());
    }

    /** Starts one, and returns it when it has said that it begins. */
    private FakeSession begun(String id) throws Exception {
        FutureTask<Integer> start = detached(id);
        FakeSession process = f.cluster.nodes.nextExec();
        process.print("\0");
        Bounded.get(start);
        return process;
    }

    @Test
    void aDetachedExecRunsAlone() throws Exception {
        String id = execs.create("box", spec(false, "sleep", "1"));
        FakeSession process = begun(id);
        try (ProcessSession again = execs.start(id, false, Optional.empty())) {
            assertEquals("Error: Exec command " + id + " is already running\r\n", Bounded.get(Fixture.pump(again)));
        }
        assertTrue(execs.inspect(id).running());
        process.print("to nobody");
        process.exit(126);
        f.events.await("box", "exec_die", 1);
        assertEquals(OptionalInt.of(126), execs.inspect(id).exitCode());
        f.cluster.nodes.awaitNoneOpen();
    }

    /** The streams that tell of it may end later. */
    @Test
    void itsDeathIsToldBeforeThatOfItsContainerAndOnce() throws Exception {
        FakeSession process = begun(execs.create("box", spec(false, "sleep", "1")));
        f.containers.rename("box", "crate");
        f.pod().end(3);
        f.events.await("crate", "die", 1);
        process.exit(137);
        f.cluster.nodes.awaitNoneOpen();
        f.containers.remove(box, true, false);
        f.events.await("crate", "destroy", 1);
        f.events.expect(
                box,
                "create",
                "start",
                "exec_create: sleep 1",
                "exec_start: sleep 1",
                "rename",
                "exec_die",
                "die",
                "destroy");
    }

    @Test
    void itsDeathIsThatOfTheContainerAsItIsCalledNow() throws Exception {
        FakeSession process = begun(execs.create("box", spec(false, "sleep", "1")));
        f.containers.rename("box", "crate");
        process.exit(0);
        f.events.await("crate", "exec_die", 1);
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID, 'exec: \"none\": not found'",
        "INTERNAL, unable to find user none: no matching entries in passwd file",
        "INTERNAL, unable to find group none: no matching entries in group file",
        "INTERNAL, uids and gids must be in range 0-2147483647",
    })
    void aDetachedExecThatCannotBeginFails(ErrorKind kind, String why) throws Exception {
        String id = execs.create("box", spec(false, "none"));
        FutureTask<Integer> start = Bounded.start(() -> {
            Fixture.refused(kind, why, () -> execs.startDetached(id, false));
            return 0;
        });
        FakeSession process = f.cluster.nodes.nextExec();
        process.print(why + "\r\n");
        process.exit(126);
        Bounded.get(start);
        assertFalse(execs.inspect(id).running());
        assertEquals(OptionalInt.of(126), execs.inspect(id).exitCode());
        f.events.expect(box, "create", "start", "exec_create: none ", "exec_start: none ");
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void aDetachedExecInAnImageWithoutAShellIsTheCommandItself() throws Exception {
        String id = execs.create("box", spec(false, "server", "-d"));
        FutureTask<Integer> start = detached(id);
        f.cluster.nodes.nextExec().refuse(NO_SHELL);
        FakeSession process = f.cluster.nodes.nextExec();
        assertEquals(List.of("server", "-d"), process.command());
        Bounded.get(start);
        assertTrue(execs.inspect(id).running());
        process.exit(3);
        f.events.await("box", "exec_die", 1);
        assertEquals(OptionalInt.of(3), execs.inspect(id).exitCode());
        f.cluster.nodes.awaitNoneOpen();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'exec: \"none\": not found'",
        "/x, 'exec: \"/bin/sh\": stat /bin/sh: no such file or directory: directory, user and variables of an"
                + " exec are set by a shell, which the image does not have'"
    })
    void aDetachedExecThatCannotBeginFailsWithoutAShellToo(String dir, String why) throws Exception {
        String id = execs.create(
                "box",
                new ExecSpec(
                        List.of("none"), List.of(), dir, "", false, true, true, true, false, "", Optional.empty()));
        FutureTask<Integer> start = Bounded.start(() -> {
            Fixture.refused(ErrorKind.INVALID, why, () -> execs.startDetached(id, false));
            return 0;
        });
        f.cluster.nodes.nextExec().refuse(NO_SHELL);
        if (dir.isEmpty()) {
            FakeSession process = f.cluster.nodes.nextExec();
            assertEquals(List.of("none"), process.command());
            process.refuse("exec: \"none\": not found\r\n");
        }
        Bounded.get(start);
        assertFalse(execs.inspect(id).running());
        assertEquals(OptionalInt.of(126), execs.inspect(id).exitCode());
        f.events.expect(box, "create", "start", "exec_create: none ", "exec_start: none ");
        f.cluster.nodes.awaitNoneOpen();
    }

    /** As dockerd 26.1 did: who is attached to no stream waits for nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExecWithoutAStreamLetsItsClientGo(boolean tty) throws Exception {
        String id = execs.create("box", unattached(tty, "server"));
        FutureTask<String> output = Bounded.start(() -> pumped(id, tty));
        FakeSession process = f.cluster.nodes.nextExec();
        process.print("\0");
        assertEquals("", Bounded.get(output));
        assertTrue(execs.inspect(id).running());
        process.print("to nobody");
        process.exit(4);
        f.events.await("box", "exec_die", 1);
        assertEquals(OptionalInt.of(4), execs.inspect(id).exitCode());
        f.cluster.nodes.awaitNoneOpen();
    }

    @Test
    void anExecWithoutAStreamThatCannotBeginSaysSo() throws Exception {
        String id = execs.create("box", unattached(false, "none"));
        FutureTask<String> output = Bounded.start(() -> pumped(id, false));
        FakeSession process = f.cluster.nodes.nextExec();
        process.print("exec: \"none\": not found\r\n");
        process.exit(126);
        assertEquals("exec: \"none\": not found\r\n", Bounded.get(output));
        assertEquals(OptionalInt.of(126), execs.inspect(id).exitCode());
        f.cluster.nodes.awaitNoneOpen();
    }

    private static ExecSpec unattached(boolean tty, String... cmd) {
        return new ExecSpec(List.of(cmd), List.of(), "", "", tty, false, false, false, false, "", Optional.empty());
    }

    private String pumped(String id, boolean tty) {
        try (ProcessSession session = execs.start(id, tty, Optional.empty())) {
            return Bounded.get(Fixture.pump(session));
        }
    }

    private FutureTask<Integer> detached(String id) {
        return Bounded.start(() -> {
            execs.startDetached(id, false);
            return 0;
        });
    }
}
