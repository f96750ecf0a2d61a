package io.d2k.k8s.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.Pair;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Eviction;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Response;

/**
 * The requests for one kind of objects: each method sends exactly one. A refusal is a {@link StatusException}, no answer
 * any other {@link IOException}.
 */
public final class Resource<T extends KubernetesObject> {
    private final Requests requests;
    private final Kind<T> kind;
    private final String path;
    private final String fields;

    /** Makes the requests for a kind, in the clients' namespace. */
    public Resource(KubernetesClients clients, Kind<T> kind) {
        this(clients, kind, "");
    }

    /**
     * Makes the requests for some of a kind.
     *
     * @param fields a field selector for lists and watches, empty for all
     */
    public Resource(KubernetesClients clients, Kind<T> kind, String fields) {
        this.fields = fields;
        this.requests = new Requests(clients);
        this.kind = kind;
        this.path = kind.path(clients.namespace());
    }

    /** Returns the kind. */
    public Kind<T> kind() {
        return kind;
    }

    /**
     * Lists what a label selector selects, as of now.
     *
     * @param selector empty for all
     */
    public Listing<T> list(String selector) throws IOException {
        List<Pair> query = new ArrayList<>();
        if (!selector.isEmpty()) {
            query.add(new Pair("labelSelector", selector));
        }
        if (!fields.isEmpty()) {
            query.add(new Pair("fieldSelector", fields));
        }
        JsonObject answer = requests.send("GET", path, query, Optional.empty(), JsonObject.class);
        var items = new ArrayList<T>();
        if (answer.get("items") instanceof JsonArray array) {
            for (JsonElement item : array) {
                items.add(Wire.read(item, kind.type()));
            }
        }
        V1ObjectMeta metadata =
                answer.has("metadata") ? Wire.read(answer.get("metadata"), V1ObjectMeta.class) : new V1ObjectMeta();
        String version = metadata.getResourceVersion();
        return new Listing<>(items, version == null ? "" : version);
    }

    /** Reads one object. */
    public T get(String name) throws IOException {
        return requests.send("GET", path + "/" + name, List.of(), Optional.empty(), kind.type());
    }

    /** Makes an object. */
    public T create(T object) throws IOException {
        return requests.send("POST", path, List.of(), Optional.of(object), kind.type());
    }

    /** Replaces an object; refused with 409 when its {@code resourceVersion} is not the newest. */
    public T replace(T object) throws IOException {
        String name = object.getMetadata().getName();
        return requests.send("PUT", path + "/" + name, List.of(), Optional.of(object), kind.type());
    }

    /** Changes parts of an object by a JSON merge patch. */
    public T patch(String name, JsonObject patch) throws IOException {
        return requests.send("PATCH", path + "/" + name, List.of(), Optional.of(patch), kind.type());
    }

    /**
     * Deletes an object.
     *
     * @return the object where it lives on for a while (a grace period, finalizers), nothing when it has gone
     */
    public Optional<T> delete(String name, V1DeleteOptions options) throws IOException {
        JsonObject answer =
                requests.send("DELETE", path + "/" + name, List.of(), Optional.of(options), JsonObject.class);
        if (!answer.has("metadata") || "Status".equals(string(answer.get("kind")))) {
            return Optional.empty();
        }
        T left = Wire.read(answer, kind.type());
        V1ObjectMeta metadata = left.getMetadata();
        boolean held =
                metadata.getFinalizers() != null && !metadata.getFinalizers().isEmpty();
        Long grace = metadata.getDeletionGracePeriodSeconds();
        return held || grace != null && grace > 0 ? Optional.of(left) : Optional.empty();
    }

    /** Asks for the eviction of a pod, which heeds disruption budgets as a deletion does not. */
    public void evict(String pod, String namespace) throws IOException {
        V1Eviction eviction = new V1Eviction()
                .apiVersion("policy/v1")
                .kind("Eviction")
                .metadata(new V1ObjectMeta().name(pod).namespace(namespace));
        try {
            sendEviction(pod, eviction);
        } catch (StatusException e) {
            if (e.code() != 400 && e.code() != 404 || e.getMessage().contains("\"" + pod + "\" not found")) {
                throw e;
            }
            sendEviction(pod, eviction.apiVersion("policy/v1beta1")); // before Kubernetes 1.22
        }
    }

    private void sendEviction(String pod, V1Eviction eviction) throws IOException {
        requests.send("POST", path + "/" + pod + "/eviction", List.of(), Optional.of(eviction), JsonObject.class);
    }

    /** Deletes what a label selector selects. */
    public void deleteAll(String selector, V1DeleteOptions options) throws IOException {
        List<Pair> query = List.of(new Pair("labelSelector", selector));
        requests.send("DELETE", path, query, Optional.of(options), JsonObject.class);
    }

    /**
     * Starts to watch what a label selector selects; ends by itself after the given time.
     *
     * @param version the {@code resourceVersion} from which on changes are told
     */
    public WatchStream<T> watch(String selector, String version, Duration length) throws IOException {
        List<Pair> query = new ArrayList<>();
        query.add(new Pair("watch", "true"));
        query.add(new Pair("allowWatchBookmarks", "true"));
        query.add(new Pair("resourceVersion", version));
        query.add(new Pair("timeoutSeconds", Long.toString(length.toSeconds())));
        if (!selector.isEmpty()) {
            query.add(new Pair("labelSelector", selector));
        }
        if (!fields.isEmpty()) {
            query.add(new Pair("fieldSelector", fields));
        }
        Call call = requests.stream(path, query);
        // The server ends the watch in time; should the connection be dead without anybody noticing, this ends it.
        call.timeout().timeout(length.toSeconds() + 30, TimeUnit.SECONDS);
        Response response = Requests.execute(call);
        try {
            Requests.check(response);
        } catch (IOException | RuntimeException e) {
            response.close();
            throw e;
        }
        return new WatchStream<>(call, response, kind.type());
    }

    private static String string(JsonElement element) {
        return element != null && element.isJsonPrimitive() ? element.getAsString() : "";
    }

    /**
     * A list as of one moment.
     *
     * @param version the {@code resourceVersion} to watch from
     */
    public record Listing<T>(List<T> items, String version) {
        /** Copies the list. */
        public Listing {
            items = List.copyOf(items);
        }
    }
}
