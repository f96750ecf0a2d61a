package io.d2k.cli;

import io.d2k.embed.KubernetesManifest;
import io.d2k.embed.Translated;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where manifests go.
 *
 * @param json whether they are JSON, YAML otherwise
 * @param path a file or a folder; nothing for the standard output
 * @param out the standard output
 */
record ManifestOutput(boolean json, Optional<String> path, PrintWriter out) {
    void write(Translated translated) throws IOException {
        if (path.isEmpty()) {
            out.print(whole(translated));
            out.flush();
            return;
        }
        Path target = Path.of(path.get());
        if (!path.get().endsWith("/") && !Files.isDirectory(target)) {
            Files.writeString(target, whole(translated), StandardCharsets.UTF_8);
            return;
        }
        Files.createDirectories(target);
        int number = 0;
        for (KubernetesManifest manifest : translated.manifests()) {
            // kubectl applies the files of a folder in the order of their names
            String name = String.format(
                    Locale.ROOT,
                    "%03d-%s-%s.%s",
                    ++number,
                    manifest.kind().toLowerCase(Locale.ROOT),
                    manifest.name(),
                    json ? "json" : "yaml");
            String text = json ? manifest.json() : manifest.yaml();
            Files.writeString(target.resolve(name), text, StandardCharsets.UTF_8);
        }
    }

    private String whole(Translated translated) {
        return json ? translated.json() : translated.yaml();
    }
}
