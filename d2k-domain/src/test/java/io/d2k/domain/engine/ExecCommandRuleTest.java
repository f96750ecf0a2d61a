package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.d2k.domain.exec.ExecSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts are run by a real shell. */
@Timeout(180)
@EnabledOnOs({OS.LINUX, OS.MAC})
class ExecCommandRuleTest {
    private static ExecSpec spec(List<String> env, String dir, String user, String... cmd) {
        return new ExecSpec(List.of(cmd), env, dir, user, false, false, true, true, false, "", Optional.empty());
    }

    private record Outcome(int code, String output) {}

    private static Outcome run(ExecSpec spec) throws IOException, InterruptedException {
        return run(ExecCommandRule.translate(spec));
    }

    private static Outcome run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GONE", "there");
        builder.environment().put("HOME", System.getProperty("user.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    @Test
    void aPlainCommandIsLeftAlone() {
        assertEquals(List.of("ls", "-l"), ExecCommandRule.translate(spec(List.of(), "", "", "ls", "-l")));
    }

    @Test
    void anAnnouncedCommandSaysThatItHasBegun() throws Exception {
        ExecSpec echo = spec(List.of(), "", "", "echo", "$HOME *");
        assertEquals(new Outcome(0, "\0$HOME *\n"), run(ExecCommandRule.announced(echo)));
        ExecSpec asUser = spec(List.of("A=1"), "/", "0", "sh", "-c", "echo $A");
        assumeTrue(run(asUser).code() == 0, "the machine's root may change the user");
        assertEquals(new Outcome(0, "\0001\n"), run(ExecCommandRule.announced(asUser)));
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-command, , , executable file not found",
        "ls, /proc/none, , no such file",
        "ls, , ghost, find user"
    })
    void whatCannotStartIsNotAnnounced(String cmd, String dir, String user, String words) throws Exception {
        ExecSpec spec = spec(List.of(), dir == null ? "" : dir, user == null ? "" : user, cmd);
        Outcome o = run(ExecCommandRule.announced(spec));
        assertEquals(126, o.code());
        assertTrue(o.output().contains(words) && o.output().indexOf(0) < 0, o.output());
    }

    @Test
    void onlyACommandThatNeedsNoShellDoesWithoutOne() {
        String words = "exec: \"/bin/sh\": stat /bin/sh: no such file or directory";
        assertTrue(ExecCommandRule.lacksShell(spec(List.of(), "", "", "server"), words));
        assertFalse(ExecCommandRule.lacksShell(spec(List.of("A=1"), "", "", "server"), words));
        assertFalse(ExecCommandRule.lacksShell(spec(List.of(), "", "", "server"), "exec: \"server\": not found"));
    }

    @Test
    void whatAShellWouldHaveSetIsNamedWhereThereIsNone() {
        String words = "failed: exec: \"/bin/sh\": stat /bin/sh: no such file or directory: unknown\r\n";
        assertEquals(
                words.strip()
                        + ": directory, user and variables of an exec are set by a shell, which the image does not"
                        + " have\r\n",
                ExecCommandRule.explained(spec(List.of("A=1"), "", "", "server"), words));
        assertEquals(words, ExecCommandRule.explained(spec(List.of(), "", "", "/bin/sh"), words));
        assertEquals("bin", ExecCommandRule.explained(spec(List.of("A=1"), "", "", "server"), "bin"));
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 3, 3", "kill -9 $$, 137", "cd /; exit 7, 7"})
    void aMarkTellsTheExitCode(String script, int code) throws Exception {
        ExecSpec spec = spec(List.of(), "", "", "sh", "-c", "echo $0; " + script);
        assertEquals(new Outcome(code, "\0sh\n\0word:" + code + "\n"), run(ExecCommandRule.marked(spec, "word")));
    }

    @Test
    void whatTheCommandDoesNotReadIsReadAfterTheMark() throws Exception {
        Process process = new ProcessBuilder(
                        ExecCommandRule.marked(spec(List.of(), "", "", "sh", "-c", "exit 3"), "word"))
                .start();
        process.getOutputStream().write(new byte[1 << 20]); // more than a pipe holds
        process.getOutputStream().close();
        assertEquals("\0\0word:3\n", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(3, process.waitFor());
    }

    @Test
    void variablesAndDirectoryReachTheCommandUntouched(@TempDir Path dir) throws Exception {
        Path odd = Files.createDirectory(dir.resolve("a 'b\" $c"));
        Outcome o = run(spec(
                List.of("A=x y", "B=$(date) `id` 'q' \"d\" \\n", "GONE", "EMPTY="),
                odd.toString(),
                "",
                "sh",
                "-c",
                "printf '%s|%s|%s|%s|%s|%s' \"$A\" \"$B\" \"${GONE-unset}\" \"${EMPTY-unset}\" \"$1\" \"$PWD\"",
                "me",
                "$HOME *"));
        assertEquals(new Outcome(0, "x y|$(date) `id` 'q' \"d\" \\n|unset||$HOME *|" + odd.toRealPath()), o);
    }

    @Test
    void theExitCodeIsTheCommands() throws Exception {
        assertEquals(
                12, run(spec(List.of("A=1"), "", "", "sh", "-c", "exit 12")).code());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "A=1, /, , no-such-command, exec: \"no-such-command\": executable file not found in $PATH",
                "A=1, , , cd, exec: \"cd\": executable file not found in $PATH",
                "A=1, /, 0, no-such-command, exec: \"no-such-command\": executable file not found in $PATH",
                "A=1, , , /proc/none, exec: \"/proc/none\": stat /proc/none: no such file or directory",
                "A=1, , , /etc, exec: \"/etc\": is a directory",
                "A=1, , , /etc/passwd, exec: \"/etc/passwd\": permission denied",
                "A=1, /proc/none, , ls, chdir to cwd (\"/proc/none\") set in config.json failed: no such file or directory",
                "A=1, /etc/passwd, , ls, chdir to cwd (\"/etc/passwd\") set in config.json failed: not a directory"
            })
    void whatCannotStartIsToldInTheRuntimesWords(String env, String dir, String user, String cmd, String words)
            throws Exception {
        String more = words.endsWith("is a directory") ? ": permission denied" : "";
        assertEquals(
                new Outcome(
                        126,
                        "OCI runtime exec failed: exec failed: unable to start container process: " + words
                                + ": unknown" + more + "\r\n"),
                run(spec(List.of(env), dir == null ? "" : dir, user == null ? "" : user, cmd)));
    }

    @Test
    void theShellLeavesNoDirectoryInTheEnvironment() throws Exception {
        String environment = run(spec(List.of("A=1"), "/tmp", "", "env")).output();
        assertTrue(environment.lines().anyMatch("A=1"::equals), environment);
        assertTrue(environment.lines().noneMatch(l -> l.matches("(PWD|OLDPWD)=.*")), environment);
        String asked = run(spec(List.of("PWD=/x"), "/tmp", "", "env")).output();
        assertTrue(asked.lines().anyMatch("PWD=/x"::equals), asked);
    }

    @Test
    void aMissingDirectoryOrUserCannotStart(@TempDir Path dir) throws Exception {
        assertEquals(
                126,
                run(spec(List.of(), dir.resolve("none").toString(), "", "true")).code());
        assertEquals(126, run(spec(List.of(), "", "no-such-user-here", "true")).code());
    }

    @ParameterizedTest
    @CsvSource({
        ", no-such-user-here, unable to find user no-such-user-here: no matching entries in passwd file",
        ", 2147483648, uids and gids must be in range 0-2147483647",
        ", 99999999999, uids and gids must be in range 0-2147483647",
        ", -1, uids and gids must be in range 0-2147483647",
        ", 0:-1, uids and gids must be in range 0-2147483647",
        ", 0:2147483648, uids and gids must be in range 0-2147483647",
        ", 0:no-such-group, unable to find group no-such-group: no matching entries in group file",
        ", :no-such-group, unable to find group no-such-group: no matching entries in group file",
        "rel/dir, , OCI runtime exec failed: exec failed: Cwd must be an absolute path: unknown"
    })
    void whatIsNotFoundIsToldOnTheStandardOutput(String dir, String user, String words) throws Exception {
        ExecSpec spec = spec(List.of(), dir == null ? "" : dir, user == null ? "" : user, "true");
        Process process = new ProcessBuilder(ExecCommandRule.translate(spec)).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(new Outcome(126, words + "\r\n"), new Outcome(process.waitFor(), output));
    }

    @Test
    void aGroupAloneIsOneOfRoot() throws Exception {
        String own = run(spec(List.of(), "/", "", "id", "-u")).output().strip();
        assumeTrue(own.equals("0"), "only root may change groups");
        assertEquals(new Outcome(0, "0:5\n"), run(spec(List.of(), "", ":5", "sh", "-c", "echo $(id -u):$(id -g)")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aUserHasItsGroupsAndItsHome() throws Exception {
        assumeTrue(run(spec(List.of(), "", "0", "id", "-u")).output().equals("0\n"), "only root may change groups");
        String entry = Files.readAllLines(Path.of("/etc/passwd")).stream()
                .filter(e -> e.startsWith("nobody:"))
                .findFirst()
                .orElseThrow();
        String home = entry.split(":", -1)[5];
        String groups = run(List.of("id", "-G", "nobody")).output();
        String[] show = {
            "sh", "-c", "sed -n 's/^Groups:[^0-9]*\\([0-9 ]*[0-9]\\) *$/\\1/p' /proc/self/status; echo $HOME"
        };

        assertEquals(new Outcome(0, groups + home + "\n"), run(spec(List.of(), "", "nobody", show)));
        assertEquals(new Outcome(0, "5\n" + home + "\n"), run(spec(List.of(), "", "nobody:5", show)));
        assertEquals(new Outcome(0, "4242\n/\n"), run(spec(List.of(), "", "4141:4242", show)));
        assertEquals(new Outcome(0, groups + "/own\n"), run(spec(List.of("HOME=/own"), "", "nobody", show)));
    }

    @Test
    void theOwnUserNeedsNoTool() throws Exception {
        String uid = run(spec(List.of(), "/", "", "id", "-u")).output().strip();
        String gid = run(spec(List.of(), "/", "", "id", "-g")).output().strip();
        assertEquals(new Outcome(0, "ok"), run(spec(List.of(), "", uid + ":" + gid, "printf", "ok")));
    }
}
