package io.d2k.k8s.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.k8s.doctor.Feature.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** What the doctor asks for is what {@code deploy/} grants. */
class FeatureTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    /** Powerful, and so not granted unless somebody wants it. */
    private static final Set<String> NOT_GRANTED = Set.of("get nodes/proxy in the cluster");

    @ParameterizedTest
    @CsvSource({
        "ALWAYS, base/kubernetes.yaml",
        "SWARM, overlays/swarm/kustomization.yaml",
        "REPLICAS, overlays/replicas/kustomization.yaml"
    })
    void asksForWhatIsGranted(Mode mode, String file) throws IOException {
        Set<String> asked = Arrays.stream(Feature.values())
                .filter(f -> f.mode() == mode)
                .flatMap(f -> f.permissions().stream())
                .map(p -> p + (p.namespaced() ? "" : " in the cluster"))
                .filter(p -> !NOT_GRANTED.contains(p))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(granted(Files.readString(DEPLOY.resolve(file))), asked);
    }

    private static Set<String> granted(String text) {
        Set<String> granted = new TreeSet<>();
        for (Object document : new Yaml().loadAll(text)) {
            Map<?, ?> object = (Map<?, ?>) document;
            list(object, "rules").forEach(rule -> add(granted, rule, object.get("kind")));
            for (Object patch : list(object, "patches")) {
                Object kind = ((Map<?, ?>) ((Map<?, ?>) patch).get("target")).get("kind");
                List<?> operations =
                        new Yaml().load(((Map<?, ?>) patch).get("patch").toString());
                operations.stream()
                        .map(o -> (Map<?, ?>) o)
                        .filter(o -> o.get("path").equals("/rules/-"))
                        .forEach(o -> add(granted, o.get("value"), kind));
            }
        }
        return granted;
    }

    private static void add(Set<String> granted, Object rule, Object kind) {
        Map<?, ?> grants = (Map<?, ?>) rule;
        for (Object group : list(grants, "apiGroups")) {
            for (Object resource : list(grants, "resources")) {
                for (Object verb : list(grants, "verbs")) {
                    granted.add(verb + " " + resource + (group.equals("") ? "" : "." + group)
                            + (kind.equals("ClusterRole") ? " in the cluster" : ""));
                }
            }
        }
    }

    private static List<?> list(Map<?, ?> map, String key) {
        return map.get(key) instanceof List<?> list ? list : List.of();
    }
}
