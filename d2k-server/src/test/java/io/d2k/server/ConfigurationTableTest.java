package io.d2k.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents and manifests say of settings is what {@link Setting} says. */
class ConfigurationTableTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern VARIABLE = Pattern.compile("D2K_[A-Z0-9_]+");
    /** Read by the scripts, and one of portainer/d2k, of which the migration tells. */
    private static final Set<String> OTHERS =
            Set.of("D2K_JAVA_OPTS", "D2K_ARCHIVE", "D2K_E2E_KUBECONFIG", "D2K_PUBLISHED_SERVICE_TYPE");

    private static Map<String, String> readme() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("README.md"))) {
            String[] cells = line.split("\\|");
            if (line.startsWith("| `D2K_") && cells.length > 3) {
                String fallback = cells[2].strip().replace("`", "");
                Matcher m = VARIABLE.matcher(cells[1]);
                while (m.find()) {
                    defaults.put(m.group(), fallback.equals("empty") ? "" : fallback);
                }
            }
        }
        return defaults;
    }

    @Test
    void theReadmeHasEverySettingWithItsDefault() throws IOException {
        Map<String, String> settings = Arrays.stream(Setting.values())
                .collect(Collectors.toMap(Setting::variable, Setting::fallback, (a, b) -> a, TreeMap::new));
        assertEquals(settings, readme());
    }

    @Test
    void noDocumentOrManifestNamesASettingThatIsNotThere() throws IOException {
        Set<String> known =
                Arrays.stream(Setting.values()).map(Setting::variable).collect(Collectors.toSet());
        known.addAll(OTHERS);
        List<String> unknown = new ArrayList<>();
        for (Path file : documents()) {
            Set<String> named = new TreeSet<>();
            Matcher m = VARIABLE.matcher(Files.readString(file));
            while (m.find()) {
                // D2K_TLS_* and the like stand for several
                String name = m.group();
                if (known.stream().noneMatch(k -> name.endsWith("_") ? k.startsWith(name) : k.equals(name))) {
                    named.add(name);
                }
            }
            if (!named.isEmpty()) {
                unknown.add(file + ": " + named);
            }
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void everyLinkOfADocumentLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        Pattern link = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");
        for (Path file : documents()) {
            Matcher m = link.matcher(Files.readString(file));
            while (file.toString().endsWith(".md") && m.find()) {
                if (!Files.exists(file.resolveSibling(m.group(1)))) {
                    dead.add(file + ": " + m.group(1));
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    private static List<Path> documents() throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> top = Files.list(ROOT)) {
            top.filter(f -> f.toString().endsWith(".md")).forEach(all::add);
        }
        for (String folder : List.of("docs", "deploy")) {
            try (Stream<Path> below = Files.walk(ROOT.resolve(folder))) {
                below.filter(f -> f.toString().matches(".*\\.(md|ya?ml)")).forEach(all::add);
            }
        }
        assertTrue(all.size() > 8, all::toString);
        return all;
    }
}
