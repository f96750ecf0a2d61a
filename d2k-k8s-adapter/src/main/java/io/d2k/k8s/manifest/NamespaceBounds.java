package io.d2k.k8s.manifest;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1LimitRange;
import io.kubernetes.client.openapi.models.V1LimitRangeItem;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1ResourceQuota;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the namespace demands of every pod. A ResourceQuota on requests or limits refuses pods that name none, which no
 * Docker client would; so they get small requests, and limits that leave room, unless a LimitRange gives them its own. A
 * request below the least that a LimitRange allows is raised to it: d2k itself asks for next to nothing.
 */
public final class NamespaceBounds {
    private static final Map<String, Quantity> REQUESTS = Map.of(
            "cpu", new Quantity("10m"),
            "memory", new Quantity("32Mi"),
            "ephemeral-storage", new Quantity("32Mi"));
    private static final Map<String, Quantity> LIMITS = Map.of(
            "cpu", new Quantity("500m"),
            "memory", new Quantity("256Mi"),
            "ephemeral-storage", new Quantity("1Gi"));

    private final Map<String, Quantity> hardRequests = new TreeMap<>();
    private final Map<String, Quantity> hardLimits = new TreeMap<>();
    private final Map<String, Quantity> least = new TreeMap<>();

    private NamespaceBounds() {}

    /** Returns what these demand together. */
    public static NamespaceBounds of(Collection<V1ResourceQuota> quotas, Collection<V1LimitRange> ranges) {
        var bounds = new NamespaceBounds();
        quotas.forEach(bounds::demand);
        ranges.stream()
                .flatMap(r -> r.getSpec() == null ? java.util.stream.Stream.empty() : r.getSpec().getLimits().stream())
                .filter(i -> "Container".equals(i.getType()))
                .forEach(bounds::given);
        return bounds;
    }

    private void demand(V1ResourceQuota quota) {
        if (quota.getSpec() == null || quota.getSpec().getHard() == null) {
            return;
        }
        quota.getSpec().getHard().forEach((key, most) -> {
            if (key.startsWith("limits.")) {
                hardLimits.merge(key.substring("limits.".length()), most, NamespaceBounds::lesser);
            } else {
                hardRequests.merge(key.replaceFirst("^requests\\.", ""), most, NamespaceBounds::lesser);
            }
        });
        hardLimits.keySet().retainAll(LIMITS.keySet());
        hardRequests.keySet().retainAll(REQUESTS.keySet());
    }

    /** Forgets what the admission of the cluster fills in by itself. */
    private void given(V1LimitRangeItem item) {
        Map<String, Quantity> limits = new HashMap<>(orEmpty(item.getMax()));
        limits.putAll(orEmpty(item.getDefault()));
        hardLimits.keySet().removeAll(limits.keySet());
        hardRequests.keySet().removeAll(limits.keySet());
        hardRequests.keySet().removeAll(orEmpty(item.getDefaultRequest()).keySet());
        hardRequests.keySet().removeAll(orEmpty(item.getMin()).keySet());
        orEmpty(item.getMin()).forEach((name, q) -> least.merge(name, q, NamespaceBounds::greater));
    }

    /** Gives the pod what it lacks. */
    public void apply(V1PodSpec pod) {
        if (hardRequests.isEmpty() && hardLimits.isEmpty() && least.isEmpty()) {
            return;
        }
        apply(pod.getContainers());
        if (pod.getInitContainers() != null) {
            apply(pod.getInitContainers());
        }
    }

    private void apply(List<V1Container> containers) {
        for (V1Container container : containers) {
            V1ResourceRequirements now =
                    Optional.ofNullable(container.getResources()).orElseGet(V1ResourceRequirements::new);
            Map<String, Quantity> limits = new TreeMap<>(orEmpty(now.getLimits()));
            Map<String, Quantity> requests = new TreeMap<>(orEmpty(now.getRequests()));
            hardLimits.forEach((name, most) -> {
                if (!limits.containsKey(name)) {
                    Quantity limit = lesser(LIMITS.get(name), most);
                    limits.put(name, requests.containsKey(name) ? greater(limit, requests.get(name)) : limit);
                    // a limit alone would be taken for the request as well
                    requests.putIfAbsent(name, lesser(REQUESTS.get(name), limit));
                }
            });
            hardRequests.forEach((name, most) -> {
                Quantity request = lesser(REQUESTS.get(name), most);
                requests.putIfAbsent(name, limits.containsKey(name) ? lesser(request, limits.get(name)) : request);
            });
            least.forEach((name, q) -> requests.computeIfPresent(name, (k, asked) -> greater(asked, q)));
            if (!limits.isEmpty() || !requests.isEmpty()) {
                now.setLimits(limits.isEmpty() ? null : limits);
                now.setRequests(requests.isEmpty() ? null : requests);
                container.setResources(now);
            }
        }
    }

    private static Quantity lesser(Quantity a, Quantity b) {
        return a.getNumber().compareTo(b.getNumber()) <= 0 ? a : b;
    }

    private static Quantity greater(Quantity a, Quantity b) {
        return a.getNumber().compareTo(b.getNumber()) >= 0 ? a : b;
    }

    private static Map<String, Quantity> orEmpty(Map<String, Quantity> map) {
        return map == null ? Map.of() : map;
    }
}
