package io.d2k.embed;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compose files, and what {@code docker compose} is told beside them.
 *
 * @param files the files, later ones over earlier ones; {@code -} for {@code stdin}
 * @param stdin the text of the file {@code -}
 * @param directory what relative paths are relative to; nothing for the directory of the first file
 * @param projectName the name of the project, or of the stack; nothing for the one that the files or the directory have
 * @param profiles the active profiles; {@code *} for all
 * @param envFiles files of variables in place of {@code .env}
 * @param environment the variables that files may use
 */
public record ComposeFiles(
        List<String> files,
        String stdin,
        Optional<Path> directory,
        Optional<String> projectName,
        List<String> profiles,
        List<Path> envFiles,
        Map<String, String> environment) {
    /** Copies the collections. */
    public ComposeFiles {
        files = List.copyOf(files);
        profiles = List.copyOf(profiles);
        envFiles = List.copyOf(envFiles);
        environment = Map.copyOf(environment);
    }

    /** Returns some files, without variables or active profiles. */
    public static ComposeFiles of(Path... files) {
        return new ComposeFiles(
                List.of(files).stream().map(Path::toString).toList(),
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of());
    }

    /** Returns a text that is a Compose file, without variables or active profiles. */
    public static ComposeFiles text(String text) {
        return new ComposeFiles(List.of("-"), text, Optional.empty(), Optional.empty(), List.of(), List.of(), Map.of());
    }

    /** Returns these for a project, or a stack, of another name. */
    public ComposeFiles named(String name) {
        return new ComposeFiles(files, stdin, directory, Optional.of(name), profiles, envFiles, environment);
    }
}
