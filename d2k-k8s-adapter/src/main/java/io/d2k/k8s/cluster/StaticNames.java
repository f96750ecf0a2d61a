package io.d2k.k8s.cluster;

import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.rule.NameRule;
import io.d2k.domain.port.out.ContainerNames;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.k8s.manifest.Keys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Names without a d2k that keeps them up to date: a headless Service for each name, which selects the pods of those that
 * have it. All of the namespace resolve it, whatever networks they are on.
 */
public final class StaticNames implements ContainerNames {
    /** What a Service may be called. */
    private static final Pattern NAME = Pattern.compile("[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final Set<String> PODS = Set.of(Keys.KIND_POD, Keys.KIND_TASK);
    private static final String SHARED = "d2k.io/alias-";
    private static final int LONGEST_SHARED = 57;

    /** What has names: a container, or a service whose tasks share them. */
    private record Named(String id, String name, Set<String> names) {}

    private final Map<String, Named> all = new LinkedHashMap<>();

    @Override
    public synchronized void publish(ContainerRecord record, Map<String, Set<String>> names) {
        all.put(record.id(), new Named(record.id(), record.name(), names(record)));
    }

    /** Notes the names of a service. */
    public synchronized void publish(ServiceRecord service) {
        Set<String> names = new LinkedHashSet<>();
        service.networks().stream()
                .filter(NameRule::named)
                .flatMap(n -> n.aliases().stream())
                .forEach(names::add);
        all.put(service.id(), new Named(service.id(), service.name(), resolvable(names, service.name())));
    }

    @Override
    public void publishDotted(Map<String, Map<String, Set<String>>> byDomain) {
        // the names of the records say it all
    }

    /**
     * Returns the manifests with the Services of the names; pods that share a name get a label of it.
     *
     * @param warnings told what does not resolve
     */
    public synchronized List<Manifest> addTo(List<Manifest> manifests, String namespace, Consumer<String> warnings) {
        Map<String, Set<String>> owners = new TreeMap<>();
        all.values().stream()
                .filter(r -> manifests.stream().anyMatch(m -> m.standsFor(r.id())))
                .forEach(r -> r.names().forEach(name -> {
                    if (NAME.matcher(name).matches()) {
                        owners.computeIfAbsent(name, k -> new LinkedHashSet<>()).add(r.id());
                    } else {
                        warnings.accept("the name " + name + " of " + r.name()
                                + " does not resolve: a Service cannot be called so. With d2k serving the namespace it does"
                                + " if it is a DNS name.");
                    }
                }));
        List<Manifest> with = new ArrayList<>(manifests);
        owners.forEach((name, ids) -> {
            boolean taken = manifests.stream()
                    .anyMatch(m -> m.kind().equals("Service") && m.name().equals(name));
            boolean tooLong = ids.size() > 1 && name.length() > LONGEST_SHARED;
            if (taken || tooLong) {
                warnings.accept("the name " + name + " does not resolve: "
                        + (taken ? "a Service that publishes ports is called so" : "it is shared, and too long"));
            } else {
                with.add(service(name, ids, namespace));
                if (ids.size() > 1) {
                    ids.forEach(id -> share(manifests, id, name));
                }
            }
        });
        return with;
    }

    private static Set<String> names(ContainerRecord record) {
        Set<String> names = new LinkedHashSet<>();
        record.networks().stream()
                .filter(NameRule::named)
                .flatMap(n -> NameRule.names(record, n).stream())
                .filter(name -> !name.equals(Ids.brief(record.id())))
                .forEach(names::add);
        return resolvable(names, record.name());
    }

    /** Clients give everything its own full name as well, which may hold characters of Docker's alone. */
    private static Set<String> resolvable(Set<String> names, String own) {
        Set<String> resolvable = new LinkedHashSet<>();
        names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name ->
                        !(name.equalsIgnoreCase(own) && !NAME.matcher(name).matches()))
                .forEach(resolvable::add);
        return resolvable;
    }

    private static Manifest service(String name, Set<String> ids, String namespace) {
        Map<String, Object> labels = new TreeMap<>();
        // not d2k's own: it is neither read nor removed by it
        labels.put(Keys.MANAGED_BY, "d2k-translate");
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("labels", labels);
        metadata.put("name", name);
        metadata.put("namespace", namespace);
        Map<String, Object> selector = new TreeMap<>();
        selector.put(Keys.MANAGED_BY, Keys.D2K);
        if (ids.size() == 1) {
            selector.put(Keys.ID, Keys.idLabel(ids.iterator().next()));
        } else {
            selector.put(SHARED + name, "true");
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("clusterIP", "None");
        spec.put("publishNotReadyAddresses", true);
        spec.put("selector", selector);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("apiVersion", "v1");
        tree.put("kind", "Service");
        tree.put("metadata", metadata);
        tree.put("spec", spec);
        return new Manifest("Service", name, tree);
    }

    private static void share(List<Manifest> manifests, String id, String name) {
        manifests.forEach(m -> shareIn(m.tree(), id, name));
    }

    /** Labels every pod, or template of pods, of that container within an object. */
    @SuppressWarnings("unchecked")
    private static void shareIn(Map<String, Object> tree, String id, String name) {
        if (tree.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("labels") instanceof Map<?, ?> labels
                && PODS.contains(labels.get(Keys.KIND))
                && Keys.idLabel(id).equals(labels.get(Keys.ID))) {
            ((Map<String, Object>) labels).put(SHARED + name, "true");
        }
        for (String below : List.of("template", "spec")) {
            if (tree.get(below) instanceof Map<?, ?> inner) {
                shareIn((Map<String, Object>) inner, id, name);
            }
        }
    }
}
