package io.d2k.k8s.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.d2k.domain.Ids;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.StandIn;
import io.d2k.k8s.client.StatusException;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A cluster for finding out what d2k would send to one: it keeps what it is sent, and behaves as far as d2k waits for
 * something. Pods run at once, a Deployment with a replica has a pod, load balancers have an address.
 */
public final class DryRunServer implements StandIn {
    private static final String PODS = "/pods";
    private static final String DEPLOYMENTS = "/deployments";

    private final Map<String, JsonObject> objects = new LinkedHashMap<>();
    private Consumer<V1Pod> pods = pod -> {};
    private long version;

    /** Tells whoever holds the pods in memory of those that Deployments make. */
    void onPod(Consumer<V1Pod> listener) {
        pods = listener;
    }

    @Override
    public synchronized JsonObject answer(String method, String path, Optional<JsonObject> body) throws IOException {
        return switch (method) {
            case "GET" -> path.equals("/version") ? serverVersion() : held(path).deepCopy();
            case "POST" -> create(path, body.orElseThrow());
            case "PUT" -> {
                held(path);
                yield written(path, body.orElseThrow().deepCopy());
            }
            case "PATCH" -> {
                JsonObject object = held(path);
                merge(object, body.orElseThrow());
                yield written(path, object);
            }
            case "DELETE" -> {
                objects.remove(path);
                yield new JsonObject();
            }
            default -> throw new StatusException(405, "MethodNotAllowed", method + " is not served", -1);
        };
    }

    /** Returns what was made, without what only a cluster knows, in the order of its making. */
    public synchronized List<Manifest> manifests() {
        return objects.values().stream()
                .filter(o -> !Keys.KIND_IDENTITY.equals(label(o, Keys.KIND)))
                .map(Manifests::of)
                .toList();
    }

    private static JsonObject serverVersion() {
        var answer = new JsonObject();
        answer.addProperty("gitVersion", "v0.0.0-dry-run");
        return answer;
    }

    private JsonObject held(String path) throws IOException {
        JsonObject object = objects.get(path);
        if (object == null) {
            throw new StatusException(404, "NotFound", path + " not found", -1);
        }
        return object;
    }

    private JsonObject create(String collection, JsonObject sent) throws IOException {
        JsonObject object = sent.deepCopy();
        JsonObject metadata = object.getAsJsonObject("metadata");
        String name = metadata.get("name").getAsString();
        String path = collection + "/" + name;
        if (objects.containsKey(path)) {
            throw new StatusException(409, "AlreadyExists", name + " already exists", -1);
        }
        metadata.addProperty("uid", Ids.derived(path));
        if (collection.endsWith(PODS)) {
            object.add("status", running());
        }
        if (collection.endsWith("/services")) {
            reachable(object);
        }
        return written(path, object);
    }

    private JsonObject written(String path, JsonObject object) throws IOException {
        version++;
        object.getAsJsonObject("metadata").addProperty("resourceVersion", Long.toString(version));
        objects.put(path, object);
        if (path.contains(DEPLOYMENTS + "/")
                && object.getAsJsonObject("spec").get("replicas").getAsInt() > 0) {
            pods.accept(Kind.POD.read(podOf(object)));
        }
        return object.deepCopy();
    }

    private JsonObject podOf(JsonObject deployment) {
        JsonObject template =
                deployment.getAsJsonObject("spec").getAsJsonObject("template").deepCopy();
        JsonObject metadata = template.getAsJsonObject("metadata");
        String name = deployment.getAsJsonObject("metadata").get("name").getAsString() + "-pod";
        metadata.addProperty("name", name);
        metadata.addProperty("uid", Ids.derived(name));
        metadata.addProperty("resourceVersion", Long.toString(version));
        template.add("status", running());
        return template;
    }

    private static JsonObject running() {
        var state = new JsonObject();
        state.add("running", new JsonObject());
        var container = new JsonObject();
        container.addProperty("name", Names.MAIN_CONTAINER);
        container.addProperty("ready", true);
        container.add("state", state);
        var all = new JsonArray();
        all.add(container);
        var status = new JsonObject();
        status.addProperty("phase", "Running");
        status.add("containerStatuses", all);
        return status;
    }

    private static void reachable(JsonObject service) {
        JsonObject spec = service.getAsJsonObject("spec");
        if (!spec.has("clusterIP")) {
            spec.addProperty("clusterIP", Manifests.ANY_CLUSTER_IP);
        }
        var address = new JsonObject();
        address.addProperty("ip", Manifests.ANY_CLUSTER_IP);
        var ingress = new JsonArray();
        ingress.add(address);
        var balancer = new JsonObject();
        balancer.add("ingress", ingress);
        var status = new JsonObject();
        status.add("loadBalancer", balancer);
        service.add("status", status);
    }

    private static void merge(JsonObject into, JsonObject patch) {
        for (Map.Entry<String, JsonElement> e : patch.entrySet()) {
            if (e.getValue().isJsonNull()) {
                into.remove(e.getKey());
            } else if (e.getValue().isJsonObject() && into.get(e.getKey()) instanceof JsonObject inner) {
                merge(inner, e.getValue().getAsJsonObject());
            } else {
                into.add(e.getKey(), e.getValue().deepCopy());
            }
        }
    }

    private static String label(JsonObject object, String key) {
        JsonObject labels = object.getAsJsonObject("metadata").getAsJsonObject("labels");
        return labels == null || !labels.has(key) ? "" : labels.get(key).getAsString();
    }
}
