package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.rule.TopRule;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeSession;
import io.d2k.domain.fake.Specs;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Execs on nodes that cannot tell of the end of input. */
@Timeout(180)
class RelayedExecTest {
    /** What a runtime says where the image has no shell. */
    static final String NO_SHELL = "OCI runtime exec failed: exec failed: unable to start container process:"
            + " exec: \"/bin/sh\": stat /bin/sh: no such file or directory: unknown\r\n";

    private final Fixture f = new Fixture();
    private String box;
    private String id;
    private ProcessSession session;
    private FakeSession process;
    private FakeSession relay;
    private FutureTask<String> output;

    @BeforeEach
    void begin() throws Exception {
        f.cluster.info.version = "v1.20.2";
        box = f.run("box", Specs.of("busybox").cmd("sleep", "100"));
        ExecSpec spec = new ExecSpec(
                List.of("cat", "-"), List.of(), "", "", false, true, true, true, false, "", Optional.empty());
        id = f.engine.execs().create("box", spec);
        session = f.engine.execs().start(id, false, Optional.empty());
        output = Fixture.pump(session);
        Map<String, FakeSession> execs = new HashMap<>();
        for (FakeSession next : List.of(f.cluster.nodes.nextExec(), f.cluster.nodes.nextExec())) {
            execs.put(next.command().get(3), next);
        }
        process = execs.get(TopRule.OWN_SHELL);
        relay = execs.get(TopRule.OWN_GUARD);
    }

    @AfterEach
    void close() {
        session.close();
        f.close();
    }

    private FutureTask<Void> feed(String text) {
        return Bounded.start(() -> {
            session.write(text.getBytes(StandardCharsets.UTF_8), 0, text.length());
            session.closeInput();
            return null;
        });
    }

    /** Waits for the end of the output; returns what broke it. */
    private Throwable broken() {
        return Bounded.call(() -> {
            try {
                throw new AssertionError("not broken: " + output.get());
            } catch (ExecutionException e) {
                return e.getCause();
            }
        });
    }

    @Test
    void theRelayTakesTheInputAndItsEnd() throws Exception {
        FutureTask<Void> input = feed("abc");
        assertEquals("d2k" + id, relay.command().getLast());
        assertTrue(process.command().get(2).contains(": d2k" + id + ";"));
        assertFalse(input.isDone());
        relay.print("+");
        Bounded.get(input);
        assertEquals("abc", relay.awaitInput());
        assertEquals("\n", process.awaitInput(1));
        process.print("\0done");
        process.exit(3);
        assertEquals("done", Bounded.get(output));
        assertEquals(OptionalInt.of(3), session.exitCode());
        relay.awaitClosed();
        f.cluster.nodes.expectNoExec();
    }

    @Test
    void theClientIsToldOfTheEndThoughTheOutputGoesOn() throws Exception {
        FutureTask<Void> input = feed("abc");
        relay.print("+");
        Bounded.get(input);
        process.print("\0up\0d2k" + id + ":3\n");
        process.print("late");
        assertEquals("uplate", Bounded.get(output));
        assertEquals(OptionalInt.of(3), session.exitCode());
        assertTrue(process.isClosed());
        relay.awaitClosed();
    }

    @Test
    void withoutAShellTheProcessTakesItsInputItself() throws Exception {
        FutureTask<Void> input = feed("abc");
        relay.refuse(NO_SHELL);
        process.refuse(NO_SHELL);
        FakeSession plain = f.cluster.nodes.nextExec();
        assertEquals(List.of("cat", "-"), plain.command());
        Bounded.get(input);
        assertEquals("abc", plain.awaitInput());
        plain.print("done");
        plain.exit(4);
        assertEquals("done", Bounded.get(output));
        assertEquals(OptionalInt.of(4), session.exitCode());
    }

    @Test
    void whatIsNotThereIsNotBegun() throws Exception {
        relay.refuse(NO_SHELL);
        process.refuse(NO_SHELL);
        String words = "exec: \"cat\": executable file not found in $PATH";
        f.cluster.nodes.nextExec().refuse(words);
        assertEquals(words, Bounded.get(output));
        assertEquals(OptionalInt.of(126), session.exitCode());
        assertFalse(f.events.actions(box).stream().anyMatch(a -> a.startsWith("exec_die")));
    }

    @Test
    void successWithPartOfTheInputIsNone() throws Exception {
        relay.print("+");
        assertEquals("\n", process.awaitInput(1));
        relay.lose();
        relay.awaitClosed();
        process.print("\0");
        process.exit(0);
        assertTrue(broken().getMessage().contains("was lost"));
        assertEquals(OptionalInt.of(255), f.engine.execs().inspect(id).exitCode());
    }

    @Test
    void aProcessWhoseRelayDoesNotComeIsLost() throws Exception {
        relay.exit(1);
        process.print("\0");
        assertTrue(broken().getMessage().contains("was lost"));
        assertTrue(process.isClosed());
    }
}
