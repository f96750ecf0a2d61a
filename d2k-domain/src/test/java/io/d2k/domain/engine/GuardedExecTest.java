package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeSession;
import io.d2k.domain.fake.Specs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Execs that are fed more than pipes hold. */
@Timeout(180)
class GuardedExecTest {
    private final Fixture f = new Fixture();
    private String id;
    private ProcessSession session;
    private FakeSession process;
    private FutureTask<String> output;

    @BeforeEach
    void run() {
        f.run("box", Specs.of("busybox").cmd("sleep", "100"));
    }

    private void begin(String... command) throws Exception {
        ExecSpec spec =
                new ExecSpec(List.of(command), List.of(), "", "", false, true, true, true, false, "", Optional.empty());
        id = f.engine.execs().create("box", spec);
        session = f.engine.execs().start(id, false, Optional.empty());
        process = f.cluster.nodes.nextExec();
        output = Fixture.pump(session);
    }

    @AfterEach
    void close() {
        session.close();
        f.close();
    }

    private FutureTask<Void> write(int bytes) {
        return Bounded.start(() -> {
            session.write(new byte[bytes], 0, bytes);
            return null;
        });
    }

    private void endsWith(int code) {
        process.print("done");
        process.exit(code);
        assertEquals("done", Bounded.get(output));
        assertEquals(OptionalInt.of(code), session.exitCode());
    }

    @Test
    void whatPipesHoldGoesWithoutAGuard() throws Exception {
        begin("cat");
        Bounded.get(write(GuardedSession.UNGUARDED));
        session.closeInput();
        assertEquals(GuardedSession.UNGUARDED, process.awaitInput().length());
        endsWith(3);
        f.cluster.nodes.expectNoExec();
    }

    @Test
    void moreWaitsForTheGuardWhichTellsWhenNobodyReadsIt() throws Exception {
        begin("head", "-c", "9");
        Bounded.get(write(GuardedSession.UNGUARDED));
        FutureTask<Void> more = write(1);
        FakeSession guard = f.cluster.nodes.nextExec();
        assertEquals(List.of("head", "-c", "9"), guard.command().subList(7, 10));
        guard.print("?");
        assertEquals("\n", guard.awaitInput(1));
        assertFalse(more.isDone());
        guard.print("+");
        Bounded.get(more);
        guard.print("-");
        assertEquals(GuardedSession.UNGUARDED + 1, process.awaitInput().length());
        Bounded.get(write(100_000)); // goes nowhere
        assertEquals(GuardedSession.UNGUARDED + 1, process.awaitInput().length());
        endsWith(3);
        guard.awaitClosed();
        f.cluster.nodes.expectNoExec();
    }

    @Test
    void withoutAGuardInputIsWrittenAsEver() throws Exception {
        begin("cat");
        FutureTask<Void> more = write(GuardedSession.UNGUARDED + 1);
        f.cluster.nodes.nextExec().refuse("exec: \"/bin/sh\": no such file");
        Bounded.get(more);
        Bounded.get(write(1));
        session.closeInput();
        assertEquals(GuardedSession.UNGUARDED + 2, process.awaitInput().length());
        endsWith(0);
        f.cluster.nodes.expectNoExec();
    }

    @Test
    void whatWaitsForAGuardEndsWithTheProcess() throws Exception {
        begin("cat");
        FutureTask<Void> more = write(GuardedSession.UNGUARDED + 1);
        FakeSession guard = f.cluster.nodes.nextExec();
        endsWith(1);
        Bounded.call(() -> {
            try {
                return more.get();
            } catch (ExecutionException e) {
                return e.getCause(); // what is over takes no input
            }
        });
        guard.awaitClosed();
    }

    @Test
    void aProcessThatMayCloseItsOutputWaitsForTheGuard() throws Exception {
        begin("sh", "-c", "cat >/f");
        FakeSession guard = f.cluster.nodes.nextExec();
        String name = guard.command().getLast();
        assertEquals(List.of(name, "sh", "-c", "cat >/f"), process.command().subList(3, 7));
        FutureTask<Void> input = write(2);
        FutureTask<Void> end = Bounded.start(() -> {
            Bounded.get(input);
            session.closeInput();
            return null;
        });
        assertFalse(input.isDone());
        guard.print("+");
        Bounded.get(end);
        assertEquals("\n\0\0", process.awaitInput());
        process.print("\0"); // the sign that the command begins
        guard.print("-");
        process.exit(3);
        assertEquals("", Bounded.get(output));
        assertEquals(OptionalInt.of(3), session.exitCode());
        guard.awaitClosed();
    }

    @Test
    void aProcessIsLetGoWhereThereIsNoGuard() throws Exception {
        begin("sh", "-c", "cat >/f");
        f.cluster.nodes.nextExec().exit(1);
        Bounded.get(write(1));
        session.closeInput();
        assertEquals("\n\0", process.awaitInput());
        endsWith(0);
    }

    /** Nodes tell 0 of what broke off while input was on its way. */
    @ParameterizedTest
    @CsvSource({"true, 137", "false, 255"})
    void successThatTheGuardHasNotSeenIsNone(boolean told, int code) throws Exception {
        begin("sh", "-c", "cat >/f");
        FakeSession guard = f.cluster.nodes.nextExec();
        guard.print("+");
        Bounded.get(write(1));
        process.print("\0");
        process.exit(0);
        if (told) {
            guard.exit(137);
        } else {
            guard.lose();
        }
        Bounded.call(() -> {
            try {
                return output.get();
            } catch (ExecutionException e) {
                return e.getCause();
            }
        });
        assertEquals(OptionalInt.of(code), f.engine.execs().inspect(id).exitCode());
    }
}
