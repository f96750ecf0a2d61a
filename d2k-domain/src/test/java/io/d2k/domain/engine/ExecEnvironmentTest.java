package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeSession;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.in.Execs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which variables execs have: the container's and their own, and none that only a node gives. */
@Timeout(180)
class ExecEnvironmentTest {
    private static final String NO_ENV = "OCI runtime exec failed: exec failed: unable to start container process:"
            + " exec: \"env\": executable file not found in $PATH: unknown\r\n";

    private final Fixture f = new Fixture();
    private Execs execs;

    @BeforeEach
    void begin() {
        execs = f.engine.execs();
        f.run("box", Specs.of("busybox").cmd("sleep", "100"));
    }

    @AfterEach
    void close() {
        f.close();
    }

    private String create(String container, boolean fed, List<String> variables, String... command) {
        return execs.create(
                container,
                new ExecSpec(List.of(command), variables, "", "", false, fed, true, true, false, "", Optional.empty()));
    }

    private FakeSession started(String id) throws InterruptedException {
        execs.start(id, false, Optional.empty());
        return f.cluster.nodes.nextExec();
    }

    @ParameterizedTest
    @CsvSource({"ls, true", "a=b, false", "-x, false"})
    void envTakesAwayWhatTheKubeletHasAdded(String program, boolean taken) throws Exception {
        FakeSession process = started(create("box", false, List.of(), program, "/x"));
        List<String> command = process.command();
        assertEquals(List.of(program, "/x"), command.subList(command.size() - 2, command.size()));
        assertEquals(taken, command.size() > 2);
        assertEquals(taken, command.containsAll(List.of("env", "-u", "KUBERNETES_PORT")));
    }

    @Test
    void whatIsFedByAPipeIsRunByItself() throws Exception {
        assertEquals(
                List.of("cat"), started(create("box", true, List.of(), "cat")).command());
    }

    @Test
    void whatSomebodyHasSetStays() throws Exception {
        f.run("set", Specs.of("busybox").cmd("sleep", "100").env("KUBERNETES_PORT=1"));
        List<String> command = started(create("set", false, List.of(), "ls")).command();
        assertTrue(command.contains("KUBERNETES_SERVICE_HOST"), command.toString());
        assertTrue(!command.contains("KUBERNETES_PORT"), command.toString());

        List<String> own = started(create("box", false, List.of("KUBERNETES_PORT=1", "B", "A=x y"), "ls"))
                .command();
        assertEquals(List.of("-u", "B", "KUBERNETES_PORT=1", "A=x y", "ls"), own.subList(own.size() - 5, own.size()));

        String script = started(create("box", true, List.of("KUBERNETES_PORT=1"), "ls"))
                .command()
                .get(2);
        int unset = script.indexOf("unset KUBERNETES_PORT; ");
        assertTrue(unset > 0 && unset < script.indexOf("export KUBERNETES_PORT="), script);
    }

    @ParameterizedTest
    @CsvSource({"true, , true", "false, , false", "true, TERM=mine, false"})
    void whatATerminalOfTheContainerBringsIsItsProcesses(boolean tty, String set, boolean taken) throws Exception {
        Specs spec = Specs.of("busybox").cmd("sleep", "100");
        f.run("shown", tty ? (set == null ? spec : spec.env(set)).tty() : spec);
        List<String> command = started(create("shown", false, List.of(), "ls")).command();
        assertEquals(taken, command.contains("TERM"), command.toString());
    }

    @ParameterizedTest
    @CsvSource({"v1.20.2, true", "v1.32.0, false"})
    void whatOldKubernetesHasNotTakenAnExecHas(String version, boolean given) throws Exception {
        f.cluster.info.version = version;
        f.run("named", Specs.of("busybox").cmd("sleep", "100").env("9nine=3"));
        List<String> command = started(create("named", false, List.of(), "ls")).command();
        assertEquals(given, command.contains("9nine=3"), command.toString());
    }

    @Test
    void withoutEnvACommandRunsByItself() throws Exception {
        String id = create("box", false, List.of(), "/app", "x");
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            FutureTask<String> output = Fixture.pump(session);
            f.cluster.nodes.nextExec().refuse(NO_ENV);
            FakeSession plain = f.cluster.nodes.nextExec();
            assertEquals(List.of("/app", "x"), plain.command());
            plain.print("done");
            plain.exit(3);
            assertEquals("done", Bounded.get(output));
            assertTrue(session.begun());
        }
        assertEquals(OptionalInt.of(3), execs.inspect(id).exitCode());
        assertEquals(
                List.of("/app"),
                started(create("box", false, List.of(), "/app")).command(),
                "learned");
    }

    @Test
    void withoutEnvAShellSetsVariables() throws Exception {
        String id = create("box", false, List.of("A=1"), "/app");
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            FutureTask<String> output = Fixture.pump(session);
            f.cluster.nodes.nextExec().refuse(NO_ENV);
            FakeSession shell = f.cluster.nodes.nextExec();
            assertEquals("/bin/sh", shell.command().getFirst());
            shell.refuse(RelayedExecTest.NO_SHELL);
            String words = Bounded.get(output);
            assertTrue(words.contains("variables of an exec are set by a shell, which the image does not have"), words);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env: can't execute 'nosuch': No such file or directory\n",
                "env: \u2018nosuch\u2019: No such file or directory\n",
                "env: exec nosuch: No such file or directory\n"
            })
    void whatEnvCannotBecomeTheNodeTells(String words) throws Exception {
        String id = create("box", false, List.of(), "nosuch");
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            FutureTask<String> output = Fixture.pump(session);
            FakeSession process = f.cluster.nodes.nextExec();
            process.print(StdStream.STDERR, words.getBytes(StandardCharsets.UTF_8));
            process.exit(127);
            f.cluster.nodes.nextExec().refuse("exec: \"nosuch\": not found\r\n");
            assertEquals("exec: \"nosuch\": not found\r\n", Bounded.get(output));
        }
        assertEquals(OptionalInt.of(126), execs.inspect(id).exitCode());
        f.containers.rename("box", "told");
        String box = f.events.await("told", "rename", 1).actorId();
        assertEquals(
                1,
                f.events.actions(box).stream()
                        .filter(a -> a.startsWith("exec_start"))
                        .count());
    }

    /** No env says so much, and nothing holds it back. */
    @Test
    void muchThatLooksLikeTheWordsOfEnvIsTheCommands() throws Exception {
        String id = create("box", false, List.of(), "nosuch");
        String much = "env: can't execute 'nosuch': " + "x".repeat(5000);
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            FutureTask<String> output = Fixture.pump(session);
            FakeSession process = f.cluster.nodes.nextExec();
            process.print(much);
            process.exit(127);
            assertEquals(much, Bounded.get(output));
        }
        f.cluster.nodes.expectNoExec();
    }

    @ParameterizedTest
    @CsvSource({
        "env: can't execute 'other': No such file, 127", // of an env that the command has run
        "env: can't execute 'sh': No such file, 1",
        "hello, 127",
        "'', 127"
    })
    void nothingIsRunTwice(String words, int code) throws Exception {
        String id = create("box", false, List.of(), "sh", "-c", "x");
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            FutureTask<String> output = Fixture.pump(session);
            FakeSession process = f.cluster.nodes.nextExec();
            if (!words.isEmpty()) {
                process.print(words);
            }
            process.exit(code);
            assertEquals(words, Bounded.get(output));
        }
        assertEquals(OptionalInt.of(code), execs.inspect(id).exitCode());
        f.cluster.nodes.expectNoExec();
    }

    @Test
    void wordsThatOnlyLookLikeThoseOfEnvAreShownSoon() throws Exception {
        String id = create("box", false, List.of(), "printenv");
        try (ProcessSession session = execs.start(id, false, Optional.empty())) {
            var shown = new CompletableFuture<String>();
            FutureTask<Void> pump = Bounded.start(() -> {
                session.pump((stream, bytes, offset, length) ->
                        shown.complete(new String(bytes, offset, length, StandardCharsets.UTF_8)));
                return null;
            });
            FakeSession process = f.cluster.nodes.nextExec();
            process.print("env: production");
            assertEquals("env: production", Bounded.get(shown));
            process.exit(0);
            Bounded.get(pump);
        }
    }
}
