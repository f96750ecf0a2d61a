package io.d2k.domain.container.rule;

import io.d2k.domain.image.ImageFacts;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether an image has a shell, as far as its registry tells. */
public final class ImageShellRule {
    /** Names of shells. */
    public static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash", "ksh", "mksh", "zsh");

    /** Steps of an image's history that ran a command by its shell. */
    private static final Predicate<String> RAN = Pattern.compile(
                    "(?:RUN (?:\\|[0-9]+ .*)?)?/bin/sh -c (?!#\\(nop\\)).*", Pattern.DOTALL)
            .asMatchPredicate();

    /** Steps that only put files into an image, or say how to run it, as the builders of Docker write them down. */
    private static final Predicate<String> PUT = Pattern.compile(
                    "(?:/bin/sh -c #\\(nop\\)|ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL"
                            + "|STOPSIGNAL|USER|VOLUME|WORKDIR) .*",
                    Pattern.DOTALL)
            .asMatchPredicate();

    private ImageShellRule() {}

    /**
     * Returns whether an image may have a shell: one that is run by a shell or was built by one has, and one that was built
     * without has none. What other builders make may have one, which shows when it is tried.
     */
    public static boolean mayHaveShell(ImageFacts facts, List<String> argv) {
        List<String> steps = steps(facts);
        return hasShell(facts, argv) || steps.isEmpty() || !steps.stream().allMatch(PUT);
    }

    /** Returns whether an image surely has a shell: one that is run by a shell or was built by one. */
    public static boolean hasShell(ImageFacts facts, List<String> argv) {
        boolean runs = Stream.of(
                        argv, facts.config().entrypoint(), facts.config().cmd())
                .flatMap(words -> words.stream().limit(1))
                .anyMatch(ImageShellRule::isShell);
        return runs || steps(facts).stream().anyMatch(RAN);
    }

    private static List<String> steps(ImageFacts facts) {
        return facts.history().stream().map(ImageFacts.Layer::createdBy).toList();
    }

    private static boolean isShell(String program) {
        return SHELLS.contains(program.substring(program.lastIndexOf('/') + 1));
    }
}
