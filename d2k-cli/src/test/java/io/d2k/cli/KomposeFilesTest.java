package io.d2k.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.cli.Translation.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Files that others have written for another translator: each of their services is printed or spoken of. */
class KomposeFilesTest {
    @Test
    void asDockerComposeRunsThem() throws IOException {
        everyServiceIsToldOf(service -> "com.docker.compose.service\\\":\\\"" + service + "\\\"");
    }

    @Test
    void asASwarmRunsThem() throws IOException {
        everyServiceIsToldOf(service -> "d2k.io/name: p_" + service + "\n", "--swarm", "-p", "p");
    }

    private static void everyServiceIsToldOf(Function<String, String> mark, String... flags) throws IOException {
        Path shared = shared();
        Assumptions.assumeTrue(Files.isDirectory(shared), "the fixtures are not there");
        List<Path> files;
        try (Stream<Path> all = Files.walk(shared)) {
            files = all.filter(f -> f.toString().matches(".*\\.ya?ml")).sorted().toList();
        }
        List<String> missing = new ArrayList<>();
        int printed = 0;
        for (Path file : files) {
            Result result = Translation.run(Stream.concat(Stream.of(flags), Stream.of("-f", file.toString()))
                    .toArray(String[]::new));
            boolean crashed = result.err().contains("Exception") || result.code() > 2 || result.code() < 0;
            for (String service : services(file)) {
                boolean there = result.out().contains(mark.apply(service));
                printed += there ? 1 : 0;
                if (crashed || !there && !result.err().contains(service)) {
                    missing.add(file + ": " + service + ": " + result.err());
                }
            }
        }
        assertTrue(files.size() > 100, files.size() + " files");
        assertEquals(List.of(), missing);
        assertTrue(printed > 100, printed + " services were printed");
    }

    private static Path shared() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory.getParent() != null && !Files.isDirectory(directory.resolve("shared/fixtures/kompose"))) {
            directory = directory.getParent();
        }
        return directory.resolve("shared/fixtures/kompose");
    }

    private static List<String> services(Path file) throws IOException {
        List<String> names = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(file))) {
            if (document instanceof Map<?, ?> map && map.get("services") instanceof Map<?, ?> services) {
                services.keySet().forEach(k -> names.add(k.toString()));
            }
        }
        return names;
    }
}
