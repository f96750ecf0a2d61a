package io.d2k.translate.compose;

import io.d2k.translate.ApiRequest;
import io.d2k.translate.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder of a test with Compose files. */
record Folder(Path path, Problems problems) {
    Folder(Path path) {
        this(path, new Problems());
    }

    Folder file(String name, String text) {
        try {
            Path file = path.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    List<ApiRequest> requests(Map<String, String> environment, List<String> profiles, String... files) {
        return ComposeRequests.of(
                new ComposeInput(
                        List.of(files).stream()
                                .map(f -> path.resolve(f).toString())
                                .toList(),
                        "",
                        Optional.empty(),
                        Optional.of("p"),
                        profiles,
                        List.of(),
                        environment),
                problems);
    }

    /** Returns the request of the first container of a service, as JSON. */
    String container(String service, String... files) {
        return container(Map.of(), service, files);
    }

    String container(Map<String, String> environment, String service, String... files) {
        return requests(environment, List.of("*"), files).stream()
                .filter(ApiRequest.CreateContainer.class::isInstance)
                .filter(r -> r.subject().startsWith("service \"" + service + "\""))
                .map(r -> r.body().toString())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no container of " + service + ": " + problems.errors()));
    }
}
