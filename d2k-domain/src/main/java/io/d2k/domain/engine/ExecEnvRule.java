package io.d2k.domain.engine;

import io.d2k.domain.exec.ExecSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Commands in an environment of their own. The image's own {@code env} sets it and becomes the command: unlike a shell it
 * leaves everything else as it is, the order of variables and the names that processes are listed by, too.
 */
final class ExecEnvRule {
    private static final String ENV = "env";
    /** What every {@code env} begins with that tells why it could not become the command. */
    private static final String WORDS = ENV + ": ";

    private ExecEnvRule() {}

    /** Returns whether that is all that an exec asks for, and {@code env} takes each word for what it is. */
    static boolean fits(ExecSpec spec) {
        String program = spec.cmd().getFirst();
        return spec.workingDir().isEmpty()
                && spec.user().isEmpty()
                && !program.isEmpty()
                && program.indexOf('=') < 0
                && Stream.concat(Stream.of(program), spec.env().stream())
                        .noneMatch(word -> word.startsWith("-") || word.startsWith("="));
    }

    /** Returns the command that runs that of an exec so; the same one where there is nothing to change. */
    static List<String> command(ExecSpec spec) {
        if (spec.env().isEmpty()) {
            return spec.cmd();
        }
        List<String> words = new ArrayList<>(List.of(ENV));
        spec.env().stream().filter(e -> e.indexOf('=') < 0).forEach(name -> words.addAll(List.of("-u", name)));
        spec.env().stream().filter(e -> e.indexOf('=') >= 0).forEach(words::add);
        words.addAll(spec.cmd());
        return words;
    }

    /** Returns whether words tell of a process that was not begun that the image has no {@code env}. */
    static boolean absent(String words) {
        return words.contains("exec: \"" + ENV + "\"");
    }

    /** Returns whether words may be those of {@code env} and not of what it has become. */
    static boolean says(String words) {
        return words.startsWith(WORDS);
    }

    /**
     * Returns whether words are those of {@code env} that could not become a command: GNU's, BusyBox' or toybox'. It is told
     * from an {@code env} that the command has run by the name.
     */
    static boolean refuses(String words, String program) {
        return says(words)
                && Stream.of("'" + program + "':", "\u2018" + program + "\u2019:", " exec " + program + ":")
                        .anyMatch(words::contains);
    }
}
