package io.d2k.translate.compose;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code docker compose} is told by its flags and its environment.
 *
 * @param files the files, later ones over earlier ones; {@code -} for {@code stdin}
 * @param stdin the text of the file {@code -}
 * @param directory what relative paths are relative to; nothing for the directory of the first file
 * @param projectName the name given by a flag
 * @param profiles the active profiles; {@code *} for all
 * @param envFiles files of variables in place of {@code .env}
 * @param environment the variables of the process
 */
public record ComposeInput(
        List<String> files,
        String stdin,
        Optional<Path> directory,
        Optional<String> projectName,
        List<String> profiles,
        List<Path> envFiles,
        Map<String, String> environment) {
    /** The name that stands for the standard input. */
    public static final String STDIN = "-";

    /** Copies the collections. */
    public ComposeInput {
        files = List.copyOf(files);
        profiles = List.copyOf(profiles);
        envFiles = List.copyOf(envFiles);
        environment = Map.copyOf(environment);
    }
}
