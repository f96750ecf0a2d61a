package io.d2k.k8s.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Requests for what no {@link Resource} is needed for, each answered by a tree. */
public final class RawApi {
    private final Requests requests;

    /** Makes one on these clients. */
    public RawApi(KubernetesClients clients) {
        this.requests = new Requests(clients);
    }

    /** Reads what is at a path; a refusal is a {@link StatusException}. */
    public JsonObject get(String path) throws IOException {
        return requests.send("GET", path, List.of(), Optional.empty(), JsonObject.class);
    }

    /** Sends an object to a path; a refusal is a {@link StatusException}. */
    public JsonObject post(String path, Object body) throws IOException {
        return requests.send("POST", path, List.of(), Optional.of(body), JsonObject.class);
    }
}
