package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeSession;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.port.in.Execs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes with input end when they end, whatever they have left of it. The scripts are run by a real shell. */
@Timeout(20)
@EnabledOnOs({OS.LINUX, OS.MAC})
class WatchedProcessTest {
    private static final String WORD = "0123456789abcdef";

    private static ExecSpec spec(String... cmd) {
        return new ExecSpec(List.of(cmd), List.of(), "", "", false, true, true, true, false, "", Optional.empty());
    }

    /** Runs on this machine, where the end of input never reaches a process. */
    private static ProcessSession local(String... cmd) {
        ProcessSession shell = LocalProcesses.run(ExecCommandRule.watched(spec(cmd), WORD));
        return new WatchedProcess(shell, WORD, false, words -> false, () -> {
            throw new AssertionError("there is a shell");
        });
    }

    @Test
    void theEndComesThoughMuchInputIsLeft() throws Exception {
        try (ProcessSession session = local("head", "-c", "3")) {
            FutureTask<String> output = Fixture.pump(session);
            byte[] much = "abc".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    session.write(much, 0, much.length);
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            });
            assertEquals("abc", Bounded.get(output));
            assertEquals(OptionalInt.of(0), session.exitCode());
            assertTrue(session.begun());
            writer.join();
        }
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 7, 7", "exit 255, 255", "kill -9 $$, 137"})
    void theExitCodeIsTheCommands(String script, int code) throws Exception {
        try (ProcessSession session = local("sh", "-c", "printf 'a\\000b'; " + script)) {
            assertEquals("a\0b", Bounded.get(Fixture.pump(session)));
            assertEquals(OptionalInt.of(code), session.exitCode());
        }
    }

    @ParameterizedTest
    @CsvSource({"no-such-command", "cd", "exit"})
    void whatOnlyTheShellKnowsCannotBeBegun(String command) throws Exception {
        try (ProcessSession session = local(command)) {
            String words = Bounded.get(Fixture.pump(session));
            assertTrue(words.contains("exec: \"" + command + "\": executable file not found in $PATH"), words);
            assertEquals(OptionalInt.of(126), session.exitCode());
            assertFalse(session.begun());
        }
    }

    @Test
    void inAnImageWithoutAShellAllInputIsForTheCommandItself() throws Exception {
        try (Fixture f = new Fixture()) {
            f.run("box", Specs.of("scratch").cmd("server"));
            Execs execs = f.engine.execs();
            for (int round = 0; round < 2; round++) {
                String id = execs.create("box", spec("server", "-x"));
                try (ProcessSession session = execs.start(id, false, Optional.empty())) {
                    FutureTask<String> output = Fixture.pump(session);
                    FutureTask<Integer> input = Bounded.start(() -> {
                        session.write("in".getBytes(StandardCharsets.US_ASCII), 0, 2);
                        session.closeInput();
                        return 0;
                    });
                    if (round == 0) {
                        FakeSession shell = f.cluster.nodes.nextExec();
                        shell.refuse("exec: \"/bin/sh\": stat /bin/sh: no such file or directory\r\n");
                    }
                    FakeSession process = f.cluster.nodes.nextExec();
                    assertEquals(List.of("server", "-x"), process.command(), "round " + round);
                    Bounded.get(input);
                    assertEquals("in", Bounded.call(process::awaitInput));
                    process.print("out");
                    process.exit(4);
                    assertEquals("out", Bounded.get(output));
                    assertEquals(OptionalInt.of(4), session.exitCode());
                }
            }
        }
    }

    @Test
    void whoHasLeftBeforeTheCommandItselfBeginsHasNoInputForIt() throws Exception {
        try (Fixture f = new Fixture()) {
            f.run("box", Specs.of("scratch").cmd("server"));
            String id = f.engine.execs().create("box", spec("cat"));
            f.engine.execs().start(id, false, Optional.empty()).close();
            f.cluster.nodes.nextExec().refuse("exec: \"/bin/sh\": stat /bin/sh: no such file or directory\r\n");
            assertEquals("", Bounded.call(f.cluster.nodes.nextExec()::awaitInput));
        }
    }

    @Test
    void whereAShellWouldLoseVariablesThereIsNone() throws Exception {
        try (Fixture f = new Fixture()) {
            f.run("box", Specs.of("busybox").cmd("sleep").env("discovery.type=single-node"));
            String id = f.engine.execs().create("box", spec("cat"));
            try (ProcessSession session = f.engine.execs().start(id, false, Optional.empty())) {
                assertEquals(List.of("cat"), f.cluster.nodes.nextExec().command());
                session.closeInput();
            }
        }
    }
}
