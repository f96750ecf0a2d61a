package io.d2k.k8s.stream;

import io.d2k.domain.exec.RuntimeWords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stands in a session for a command that could not begin, on nodes (CRI-O) that pass the words of their runtime on as
 * the command's output, with an exit code of its own.
 */
final class RuntimeRefusal {
    /** With which runc and crun end in the command's place. */
    static final int EXIT_CODE = 255;

    /** A line of runc's log: its message has been quoted. */
    private static final Pattern RUNC =
            Pattern.compile("time=\"[^\"]*\" level=error msg=\"(exec failed: (?:[^\"\\\\]|\\\\.)*)\"\\s*");

    /** The same as runc writes it on a terminal: in colour, and as it is. */
    private static final Pattern RUNC_AT_TERMINAL =
            Pattern.compile("(?:\u001b\\[31m)?ERRO(?:\u001b\\[0m)?\\[\\d+] (exec failed: .*?)\\s*");

    private record Crun(Pattern words, String inRuncs) {
        Crun(String words, String inRuncs) {
            this(Pattern.compile(words + "\\s*"), inRuncs);
        }
    }

    /** What crun says, and what runc says of the same: clients know the words of runc, with which Docker comes. */
    private static final List<Crun> CRUN = List.of(
            new Crun(
                    "executable file `([^`]*)` not found in \\$PATH: No such file or directory",
                    "exec: \"%s\": executable file not found in $PATH"),
            new Crun(
                    "executable file `([^`]*)` not found: No such file or directory",
                    "exec: \"%1$s\": stat %1$s: no such file or directory"),
            new Crun(
                    "the path `([^`]*)` exists but it is not executable: Operation not permitted",
                    "exec: \"%s\": permission denied"),
            new Crun(
                    "the path `([^`]*)` is not a regular file: Operation not permitted",
                    "exec: \"%s\": is a directory"),
            new Crun(
                    "chdir to `([^`]*)`: No such file or directory",
                    "chdir to cwd (\"%s\") set in config.json failed: no such file or directory"));

    private RuntimeRefusal() {}

    /** Returns the refusal in Docker's words, where the first message of a command's output is one. */
    static Optional<String> of(byte[] message) {
        String text = new String(message, 1, message.length - 1, StandardCharsets.UTF_8);
        return Stream.of(
                        group(RUNC, text).map(quoted -> quoted.replaceAll("\\\\(.)", "$1")),
                        group(RUNC_AT_TERMINAL, text),
                        CRUN.stream().flatMap(c -> inRuncs(c, text)))
                .flatMap(words -> words)
                .findFirst()
                .map(words -> "OCI runtime exec failed: " + RuntimeWords.shown(words + ": unknown"));
    }

    private static Stream<String> inRuncs(Crun crun, String text) {
        return group(crun.words(), text)
                .map(name -> "exec failed: unable to start container process: " + String.format(crun.inRuncs(), name));
    }

    private static Stream<String> group(Pattern pattern, String text) {
        Matcher words = pattern.matcher(text);
        return words.matches() ? Stream.of(words.group(1)) : Stream.empty();
    }
}
