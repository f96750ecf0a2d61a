package io.d2k.cli;

import io.d2k.k8s.cluster.Manifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where manifests go.
 *
 * @param json whether they are JSON, YAML otherwise
 * @param path a file or a folder; nothing for the standard output
 * @param out the standard output
 */
record ManifestOutput(boolean json, Optional<String> path, PrintWriter out) {
    void write(List<Manifest> manifests) throws IOException {
        if (path.isEmpty()) {
            out.print(whole(manifests));
            out.flush();
            return;
        }
        Path target = Path.of(path.get());
        if (!path.get().endsWith("/") && !Files.isDirectory(target)) {
            Files.writeString(target, whole(manifests), StandardCharsets.UTF_8);
            return;
        }
        Files.createDirectories(target);
        int number = 0;
        for (Manifest manifest : manifests) {
            // kubectl applies the files of a folder in the order of their names
            String name = String.format(
                    Locale.ROOT,
                    "%03d-%s-%s.%s",
                    ++number,
                    manifest.kind().toLowerCase(Locale.ROOT),
                    manifest.name(),
                    json ? "json" : "yaml");
            String text = json ? ManifestWriter.json(manifest.tree()) : ManifestWriter.yaml(manifest.tree());
            Files.writeString(target.resolve(name), text, StandardCharsets.UTF_8);
        }
    }

    private String whole(List<Manifest> manifests) {
        if (!json) {
            return manifests.stream()
                    .map(m -> "---\n" + ManifestWriter.yaml(m.tree()))
                    .collect(Collectors.joining());
        }
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("apiVersion", "v1");
        list.put("kind", "List");
        list.put("items", manifests.stream().map(Manifest::tree).toList());
        return ManifestWriter.json(list);
    }
}
