package io.d2k.embed;

import io.d2k.k8s.cluster.Manifest;
import io.d2k.server.ManifestWriter;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What d2k would make of something. */
public final class Translated {
    private final List<ApiRequest> requests;
    private final List<Manifest> manifests;
    private final List<String> warnings;
    private final List<String> errors;

    Translated(List<ApiRequest> requests, List<Manifest> manifests, Problems problems) {
        this.requests = requests;
        this.manifests = manifests;
        this.warnings = problems.warnings();
        this.errors = problems.errors();
    }

    /** Returns the objects, in an order in which they can be applied. */
    public List<KubernetesManifest> manifests() {
        return manifests.stream()
                .map(m -> new KubernetesManifest(m.kind(), m.name(), m.tree()))
                .toList();
    }

    /** Returns what is not carried over, or otherwise than asked. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns what is wrong; each names something that is left out. */
    public List<String> errors() {
        return errors;
    }

    /** Returns whether nothing is left out. */
    public boolean whole() {
        return errors.isEmpty();
    }

    /** Returns all objects as one stream of YAML documents. */
    public String yaml() {
        return manifests().stream().map(m -> "---\n" + m.yaml()).collect(Collectors.joining());
    }

    /** Returns all objects as one JSON list. */
    public String json() {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("apiVersion", "v1");
        list.put("kind", "List");
        list.put("items", manifests.stream().map(Manifest::tree).toList());
        return ManifestWriter.json(list);
    }

    /** Returns a table for people: which setting of Docker's became which field of Kubernetes', and why. */
    public String explanation() {
        return Explanation.table(requests, manifests);
    }
}
