package io.d2k.domain.exec;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a container runtime says of a process that it cannot begin. */
public final class RuntimeWords {
    /** How runc begins to tell why. */
    public static final String UNABLE = "unable to start container process: ";

    /** How containerd before 2 marks what it has no class for. */
    private static final String UNCLASSED = ": unknown";

    private static final String DIRECTORY = "is a directory";

    /** A line of runc's log: its message has been quoted. */
    private static final Pattern QUOTED = Pattern.compile(
            "time=\"[^\"]*\" level=error msg=\"(?:exec|runc create) failed: " + UNABLE + "((?:[^\"\\\\]|\\\\.)*)\"");

    /** The same as runc writes it on a terminal: in colour, and as it is. */
    private static final Pattern AT_TERMINAL = Pattern.compile(
            "(?:\u001b\\[31m)?ERRO(?:\u001b\\[0m)?\\[\\d+] (?:exec|runc create) failed: " + UNABLE + "(.*?)\\s*$");

    private record Crun(Pattern words, String inRuncs) {
        Crun(String words, String inRuncs) {
            this(Pattern.compile(words), inRuncs);
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

    private RuntimeWords() {}

    /**
     * Why a process could not begin.
     *
     * @param why in the words of runc, without what stands before and behind
     * @param alone whether nothing else was said
     */
    public record Refusal(String why, boolean alone) {}

    /**
     * Returns the words as the Docker Engine passes them on. It counts a directory as what may not be run, and says so; and
     * the containerd that it comes with says that it has no class for them, which containerd 2 and CRI-O do not.
     */
    public static String shown(String words) {
        String why = words.endsWith(UNCLASSED) ? words.substring(0, words.length() - UNCLASSED.length()) : words;
        return why + UNCLASSED + (why.endsWith(DIRECTORY) ? ": permission denied" : "");
    }

    /**
     * Finds why a process could not begin in what CRI-O says of it, which are words of its runtime's log: of runc's or of
     * crun's.
     */
    public static Optional<Refusal> refusal(String said) {
        return Stream.of(
                        found(QUOTED, said).map(r -> new Refusal(r.why().replaceAll("\\\\(.)", "$1"), r.alone())),
                        found(AT_TERMINAL, said),
                        CRUN.stream()
                                .flatMap(c -> found(c.words(), said)
                                        .map(r -> new Refusal(String.format(c.inRuncs(), r.why()), r.alone()))))
                .flatMap(r -> r)
                .findFirst();
    }

    private static Stream<Refusal> found(Pattern pattern, String said) {
        Matcher words = pattern.matcher(said);
        return words.find()
                ? Stream.of(new Refusal(words.group(1), words.group().strip().equals(said.strip())))
                : Stream.empty();
    }
}
