package io.d2k.translate.compose;

import io.d2k.translate.yaml.Value;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * A Compose project as all its files say it.
 *
 * @param name its name
 * @param root the merged file
 * @param directory what relative paths are relative to
 * @param variables the variables that texts and containers may take over
 */
record Project(String name, Value.Mapping root, Path directory, Function<String, Optional<String>> variables) {}
