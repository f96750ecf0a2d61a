package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.rule.ImageShellRule;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class OutputGateRuleTest {
    @TempDir
    Path dir;

    private static ImageFacts facts(List<String> entrypoint, List<String> cmd, String... history) {
        var config = new ImageConfig(
                entrypoint, cmd, List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        ImageFacts f = FakeStores.Images.facts('a', config);
        List<ImageFacts.Layer> steps = Arrays.stream(history)
                .map(step -> new ImageFacts.Layer(Optional.empty(), step, "", false, 0))
                .toList();
        return new ImageFacts(
                f.id(),
                f.manifestDigest(),
                f.repoDigest(),
                f.os(),
                f.architecture(),
                f.variant(),
                f.created(),
                f.author(),
                f.sizeBytes(),
                f.layers(),
                f.blobs(),
                steps,
                f.config(),
                Accounts.NONE);
    }

    private static ContainerRecord record(Specs specs) {
        return Observed.runOnce(specs)
                .image(facts(List.of(), List.of("sh")))
                .get()
                .record();
    }

    @ParameterizedTest
    @CsvSource({
        "'', sh, '', true",
        "'', /bin/bash, '', true",
        "/bin/sh, app, '', true",
        "'', /app, '', true",
        "'', /app, bazel build ..., true",
        "/app, sh, '', true",
        "'', python3, RUN /bin/sh -c apt-get update # buildkit, true",
        "'', python3, /bin/sh -c apt-get update, true",
        "'', python3, RUN |1 A=b /bin/sh -c make # buildkit, true",
        "'', /app, /bin/sh -c #(nop) COPY file:1 in / , false",
        "'', /app, COPY /app /app # buildkit, false",
        "'', /app, 'CMD [\"/app\"]', false",
    })
    void imagesTellWhetherTheyMayHaveAShell(String entrypoint, String cmd, String step, boolean has) {
        List<String> first = entrypoint.isEmpty() ? List.of() : List.of(entrypoint);
        assertEquals(has, ImageShellRule.mayHaveShell(facts(first, List.of(cmd), step), List.of("tool")));
    }

    @Test
    void whatItselfIsAShellHasOne() {
        assertEquals(
                true,
                ImageShellRule.mayHaveShell(
                        facts(List.of(), List.of("/app"), "COPY . ."), List.of("/bin/sh", "-c", "x")));
    }

    @Test
    void notEverythingIsHeldBack() {
        ImageFacts known = facts(List.of(), List.of("sh"));
        Specs plain = Specs.of("box").cmd("tool");
        Map<String, Boolean> held = new TreeMap<>();
        held.put("plain", OutputGateRule.holds(record(plain)));
        held.put(
                "unknown image",
                OutputGateRule.holds(Observed.runOnce(plain).get().record()));
        held.put(
                "service",
                OutputGateRule.holds(
                        Observed.deployment(plain).image(known).get().record()));
        held.put(
                "own PWD",
                OutputGateRule.holds(record(Specs.of("box").cmd("tool").env("PWD=/x"))));
        held.put(
                "names of no shell",
                OutputGateRule.holds(record(Specs.of("box").cmd("tool").env("with.dot=1"))));
        assertEquals(
                Map.of(
                        "plain",
                        true,
                        "unknown image",
                        false,
                        "service",
                        false,
                        "own PWD",
                        false,
                        "names of no shell",
                        false),
                held);
    }

    /** Runs it on this machine; returns the output, the errors and the code. */
    private List<String> run(Map<String, String> environment, String input, Specs specs) throws Exception {
        return run(environment, input, specs, true);
    }

    private List<String> run(Map<String, String> environment, String input, Specs specs, boolean waits)
            throws Exception {
        List<String> command = new ArrayList<>(OutputGateRule.entry(
                        record(specs),
                        waits,
                        dir.resolve("message").toString(),
                        dir.resolve("mounts").toString(),
                        Optional.empty())
                .command());
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", "/usr/bin:/bin");
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it has ended without its input");
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return List.of(out, err, Integer.toString(process.waitFor()));
    }

    @Test
    void afterTwoLinesItIsTheCommandAndNothingElse() throws Exception {
        assertEquals(
                List.of("a  b $X\n", "\0\0\0\n", "0"),
                run(Map.of(), "\n\n", Specs.of("box").cmd("echo", "a  b", "$X")));
    }

    /** The echo of the second line is the end of the mark; the input is the process's whether or not it is fed. */
    @Test
    void aTerminalIsToldOnItself() throws Exception {
        Specs terminal = Specs.of("box").cmd("cat").tty();
        assertEquals(List.of("\0\0\0fed\n", "", "0"), run(Map.of(), "\n\nfed\n", terminal));
    }

    @Test
    void whereNobodyWillLetItGoItWaitsForNothing() throws Exception {
        Specs terminal = Specs.of("box").cmd("cat").tty();
        assertEquals(List.of("fed\n", "", "0"), run(Map.of(), "fed\n", terminal, false));
        assertFalse(
                OutputGateRule.entry(record(terminal), false, Optional.empty()).waits());
    }

    /** A node tells it when the process may have looked at it already. */
    @Test
    void aTerminalHasItsSizeBeforeTheProcessBegins() {
        String sized = "stty rows 57 cols 123 2>/dev/null; ";
        Specs specs = Specs.of("box").cmd("stty", "size").consoleSize(57, 123);
        assertFalse(script(specs).contains("stty rows"), "there is no terminal");
        specs.tty();
        assertEquals(1, script(specs).split(sized, -1).length - 1);
        assertTrue(script(specs).indexOf(sized) < script(specs).indexOf("read -r d2k_go"));
    }

    private static String script(Specs specs) {
        return OutputGateRule.entry(record(specs), true, Optional.empty())
                .command()
                .get(2);
    }

    @ParameterizedTest
    @CsvSource({
        "sh, COPY /app /app # buildkit, true",
        "/app, RUN /bin/sh -c make # buildkit, true",
        "/app, COPY /app /app # buildkit, false",
        "/app, bazel build ..., false",
        "/app, '', false"
    })
    void someImagesSurelyHaveAShell(String cmd, String step, boolean has) {
        assertEquals(has, ImageShellRule.hasShell(facts(List.of(), List.of(cmd), step), List.of("tool")));
    }

    @Test
    void theEndOfTheInputIsAsGoodAsTheWord() throws Exception {
        assertEquals(
                List.of("a\n", "\0\0\0\n", "0"),
                run(Map.of(), "", Specs.of("box").cmd("echo", "a")));
    }

    @Test
    void theProcessHasTheInputBehindTheWordWhereItHasOne() throws Exception {
        assertEquals(
                List.of("fed\n", "\0\0\0\n", "0"),
                run(Map.of(), "\n\nfed\n", Specs.of("box").cmd("cat").stdin()));
        assertEquals(
                List.of("", "\0\0\0\n", "0"),
                run(Map.of(), "\n\nfed\n", Specs.of("box").cmd("cat")));
    }

    @Test
    void theEnvironmentIsThatOfAnEngine() throws Exception {
        Map<String, String> given = Map.of("KUBERNETES_PORT", "tcp://x", "KUBERNETES_SERVICE_HOST", "x", "A", "b");
        assertEquals(
                "A=b\nPATH=/usr/bin:/bin\n",
                run(given, "\n\n", Specs.of("box").cmd("env"))
                        .getFirst()
                        .lines()
                        .sorted()
                        .reduce("", (a, b) -> a + b + "\n"));
        assertEquals(
                "KUBERNETES_SERVICE_HOST=x\n",
                run(
                                given,
                                "\n\n",
                                Specs.of("box")
                                        .cmd("sh", "-c", "env | grep KUBE")
                                        .env("KUBERNETES_SERVICE_HOST=x"))
                        .getFirst());
    }

    @ParameterizedTest
    @CsvSource({"'', HOSTNAME=box", "HOSTNAME, ''", "HOSTNAME=own, HOSTNAME=box"})
    void theNameOfTheHostIsTakenAwayWhereAsked(String asked, String seen) throws Exception {
        Specs specs = Specs.of("box").cmd("sh", "-c", "env | grep HOSTNAME");
        if (!asked.isEmpty()) {
            specs.env(asked); // a value is set by the node
        }
        assertEquals(
                seen, run(Map.of("HOSTNAME", "box"), "\n\n", specs).getFirst().strip());
    }

    @ParameterizedTest
    @CsvSource({"nosuch", "/etc", "/etc/passwd", "/nosuch", "./nosuch"})
    void whatCannotRunLeavesWord(String command) throws Exception {
        assertEquals(List.of("", "", "127"), run(Map.of(), "", Specs.of("box").cmd(command)));
        assertEquals(ProcessState.GATE_REFUSED, Files.readString(dir.resolve("message")));
    }
}
