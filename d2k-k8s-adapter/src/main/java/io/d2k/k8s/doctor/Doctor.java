package io.d2k.k8s.doctor;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.KubernetesErrors;
import io.d2k.k8s.client.RawApi;
import io.d2k.k8s.client.StatusException;
import io.d2k.k8s.doctor.Feature.Mode;
import io.d2k.k8s.doctor.Feature.Permission;
import io.d2k.k8s.doctor.Finding.Level;
import io.d2k.k8s.manifest.RestrictedPods;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks a cluster what d2k has to know of it; changes nothing. */
public final class Doctor {
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    /** From this version on the end of an exec's input can be told apart from the end of the exec. */
    private static final int HALF_CLOSE_MINOR = 30;

    private final KubernetesClients clients;
    private final RawApi api;
    private final String clusterDomain;
    private final Set<Mode> modes;

    /**
     * Makes one; asks nothing yet.
     *
     * @param clusterDomain the domain that d2k would use
     * @param swarm whether d2k would serve a swarm
     * @param replicas whether it would be one of several
     */
    public Doctor(KubernetesClients clients, String clusterDomain, boolean swarm, boolean replicas) {
        this.clients = clients;
        this.modes = EnumSet.of(Mode.ALWAYS);
        if (swarm) {
            modes.add(Mode.SWARM);
        }
        if (replicas) {
            modes.add(Mode.REPLICAS);
        }
        this.api = new RawApi(clients);
        this.clusterDomain = clusterDomain;
    }

    /** Looks at everything. Where the server cannot be reached, that is all that is found. */
    public List<Finding> examine() {
        JsonObject version;
        try {
            version = api.get("/version");
        } catch (IOException e) {
            return List.of(new Finding(
                    "server",
                    Level.FAIL,
                    KubernetesErrors.of("read the version", e).getMessage()));
        }
        List<Supplier<List<Finding>>> checks = new ArrayList<>();
        checks.add(() -> List.of(new Finding("server", Level.OK, "Kubernetes " + text(version, "gitVersion"))));
        checks.add(this::namespace);
        Stream.of(Feature.values())
                .filter(f -> modes.contains(f.mode()))
                .forEach(f -> checks.add(() -> List.of(permissions(f))));
        checks.add(() -> List.of(metrics()));
        checks.add(() -> new StorageCheck(api).examine());
        checks.add(() -> List.of(loadBalancer()));
        checks.add(this::quota);
        checks.add(() -> List.of(streams(version)));
        checks.add(() -> List.of(domain()));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<List<Finding>>> results = checks.stream()
                    .map(c -> CompletableFuture.supplyAsync(c, threads))
                    .toList();
            return results.stream().flatMap(r -> r.join().stream()).toList();
        }
    }

    private List<Finding> namespace() {
        String name = clients.namespace();
        try {
            JsonObject labels = object(object(api.get("/api/v1/namespaces/" + name), "metadata"), "labels");
            String level = text(labels, RestrictedPods.LEVEL_LABEL);
            boolean strict = level.equals(RestrictedPods.LEVEL);
            String what = level.isEmpty()
                    ? "no level is enforced by labels"
                    : level
                            + (strict
                                    ? ": containers have no capabilities, and run as another user than root (docker run -u) or not at all"
                                    : "");
            return List.of(
                    new Finding("namespace", Level.OK, name),
                    new Finding("pod security", strict ? Level.WARN : Level.OK, what));
        } catch (StatusException e) {
            boolean missing = e.code() == 404;
            return List.of(new Finding(
                    "namespace",
                    missing ? Level.FAIL : Level.WARN,
                    missing ? name + " does not exist" : name + ": its labels may not be read (pod security unknown)"));
        } catch (IOException e) {
            return List.of(new Finding("namespace", Level.FAIL, String.valueOf(e.getMessage())));
        }
    }

    private Finding permissions(Feature feature) {
        List<String> missing = new ArrayList<>();
        for (Permission permission : feature.permissions()) {
            try {
                if (!allowed(permission)) {
                    missing.add(permission.toString());
                }
            } catch (IOException e) {
                return new Finding(
                        "permissions: " + feature.words(),
                        Level.WARN,
                        "not known: "
                                + KubernetesErrors.of("ask for permissions", e).getMessage());
            }
        }
        if (missing.isEmpty()) {
            return new Finding("permissions: " + feature.words(), Level.OK, "all granted");
        }
        return new Finding(
                "permissions: " + feature.words(),
                feature.needed() ? Level.FAIL : Level.WARN,
                "missing: " + String.join(", ", missing) + ": " + feature.without());
    }

    private boolean allowed(Permission permission) throws IOException {
        Map<String, Object> attributes = new LinkedHashMap<>();
        if (permission.namespaced()) {
            attributes.put("namespace", clients.namespace());
        }
        attributes.put("verb", permission.verb());
        attributes.put("group", permission.group());
        attributes.put("resource", permission.resource());
        attributes.put("subresource", permission.subresource());
        JsonObject answer = api.post(
                REVIEWS,
                Map.of(
                        "apiVersion",
                        "authorization.k8s.io/v1",
                        "kind",
                        "SelfSubjectAccessReview",
                        "spec",
                        Map.of("resourceAttributes", attributes)));
        JsonElement allowed = object(answer, "status").get("allowed");
        return allowed != null && allowed.getAsBoolean();
    }

    private Finding metrics() {
        try {
            api.get("/apis/metrics.k8s.io/v1beta1");
            return new Finding("metrics", Level.OK, "metrics.k8s.io is served");
        } catch (IOException e) {
            return new Finding("metrics", Level.WARN, "metrics.k8s.io is not served: docker stats shows zeroes");
        }
    }

    /** Whether something gives addresses to Services shows by those that wait for one, or have got one. */
    private Finding loadBalancer() {
        try {
            List<JsonObject> balanced = items(api.get("/api/v1/services")).stream()
                    .filter(s -> text(object(s, "spec"), "type").equals("LoadBalancer"))
                    .toList();
            long served = balanced.stream()
                    .filter(s -> object(object(s, "status"), "loadBalancer").has("ingress"))
                    .count();
            if (served > 0) {
                return new Finding("load balancer", Level.OK, served + " Services have an address");
            }
            return balanced.isEmpty()
                    ? new Finding(
                            "load balancer",
                            Level.WARN,
                            "not known: no Service asks for one. Without a controller for them use --publish nodeport")
                    : new Finding(
                            "load balancer",
                            Level.WARN,
                            balanced.size() + " Services wait for an address and none has one: use --publish nodeport");
        } catch (IOException e) {
            return new Finding("load balancer", Level.WARN, "not known: the Services of the cluster may not be listed");
        }
    }

    private List<Finding> quota() {
        try {
            List<JsonObject> quotas = items(api.get("/api/v1/namespaces/" + clients.namespace() + "/resourcequotas"));
            if (quotas.isEmpty()) {
                return List.of(new Finding("quota", Level.OK, "none"));
            }
            return quotas.stream()
                    .map(q -> {
                        JsonObject hard = object(object(q, "status"), "hard");
                        JsonObject used = object(object(q, "status"), "used");
                        boolean full = hard.keySet().stream()
                                .anyMatch(k -> k.equals("pods") && text(hard, k).equals(text(used, k)));
                        String all = hard.keySet().stream()
                                .map(k -> k + " " + text(used, k) + " of " + text(hard, k))
                                .collect(Collectors.joining(", "));
                        return new Finding(
                                "quota",
                                full ? Level.WARN : Level.OK,
                                text(object(q, "metadata"), "name") + ": " + all);
                    })
                    .toList();
        } catch (IOException e) {
            return List.of(new Finding("quota", Level.WARN, "not known: quotas may not be listed"));
        }
    }

    private static Finding streams(JsonObject version) {
        String minor = text(version, "minor").replaceAll("\\D.*", "");
        boolean closes =
                text(version, "major").equals("1") && !minor.isEmpty() && Integer.parseInt(minor) >= HALF_CLOSE_MINOR;
        return closes
                ? new Finding("streams", Level.OK, "v5: the end of input reaches the process of an exec")
                : new Finding(
                        "streams",
                        Level.WARN,
                        "v4 (Kubernetes before 1.30): docker exec -i does not tell its process that the input has ended");
    }

    private Finding domain() {
        Optional<String> served = Optional.empty();
        try {
            JsonObject data = object(api.get("/api/v1/namespaces/kube-system/configmaps/coredns"), "data");
            served = Stream.of(text(data, "Corefile").split("\n"))
                    .map(String::strip)
                    .filter(l -> l.startsWith("kubernetes "))
                    .map(l -> l.split("\\s+")[1])
                    .findFirst();
        } catch (IOException e) {
            return new Finding("DNS domain", Level.OK, clusterDomain + " (what the cluster serves may not be read)");
        }
        if (served.isPresent() && !served.get().equals(clusterDomain)) {
            return new Finding(
                    "DNS domain",
                    Level.WARN,
                    "the cluster serves " + served.get() + ", d2k would use " + clusterDomain
                            + ": set --cluster-domain " + served.get());
        }
        return new Finding("DNS domain", Level.OK, clusterDomain);
    }

    static List<JsonObject> items(JsonObject list) {
        List<JsonObject> items = new ArrayList<>();
        if (list.has("items")) {
            list.getAsJsonArray("items").forEach(i -> items.add(i.getAsJsonObject()));
        }
        return items;
    }

    static JsonObject object(JsonObject parent, String key) {
        return parent.get(key) instanceof JsonObject o ? o : new JsonObject();
    }

    static String text(JsonObject object, String key) {
        JsonElement value = object.get(key);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
