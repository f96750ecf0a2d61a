package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeSession;
import io.d2k.domain.fake.Specs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Execs that leave other processes behind. */
@Timeout(180)
class MarkedExecTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private String create(boolean stdin) {
        f.run("box", Specs.of("busybox").cmd("sleep", "100"));
        return f.engine
                .execs()
                .create(
                        "box",
                        new ExecSpec(
                                List.of("sh", "-c", "httpd & exit 3"),
                                List.of(),
                                "",
                                "",
                                false,
                                stdin,
                                true,
                                true,
                                false,
                                "",
                                Optional.empty()));
    }

    @Test
    void theClientIsToldOfTheEndThoughTheOutputGoesOn() throws Exception {
        String id = create(false);
        try (ProcessSession session = f.engine.execs().start(id, false, Optional.empty())) {
            FakeSession process = f.cluster.nodes.nextExec();
            FutureTask<String> output = Fixture.pump(session);
            process.print("\0up");
            process.print("\0d2k" + id + ":3\n");
            process.print("late");
            assertEquals("uplate", Bounded.get(output));
            assertEquals(OptionalInt.of(3), session.exitCode());
            assertTrue(process.isClosed());
        }
        assertEquals(OptionalInt.of(3), f.engine.execs().inspect(id).exitCode());
    }

    @Test
    void theInputEndsWithTheProcess() throws Exception {
        String id = create(true);
        try (ProcessSession session = f.engine.execs().start(id, false, Optional.empty())) {
            FakeSession process = f.cluster.nodes.nextExec();
            FutureTask<String> output = Fixture.pump(session);
            process.print("\0up");
            session.write(new byte[] {'a', 'b'}, 0, 2);
            process.print("\0d2k" + id + ":3\n");
            assertEquals("ab", process.awaitInput());
            session.write(new byte[] {'c'}, 0, 1); // goes nowhere
            assertEquals("up", Bounded.get(output));
            assertEquals(OptionalInt.of(3), session.exitCode());
            assertEquals("ab", process.awaitInput());
        }
        f.cluster.nodes.expectNoExec();
    }
}
