package io.d2k.k8s.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;

/** HTTP requests with the credentials and the address of the clients. */
final class Requests {
    private static final String[] AUTH = {"BearerToken"};
    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String JSON_PATCH = "application/json-patch+json";

    private final KubernetesClients clients;

    Requests(KubernetesClients clients) {
        this.clients = clients;
    }

    /** Sends a request and reads the whole answer. */
    <R> R send(String method, String path, List<Pair> query, Optional<Object> body, Class<R> type) throws IOException {
        Optional<StandIn> standIn = clients.standIn();
        if (standIn.isPresent()) {
            return Wire.read(standIn.get().answer(method, path, body.map(Wire::tree)), type);
        }
        ApiClient client = clients.unary();
        Request request = request(client, method, path, query, body);
        try (Response response = execute(client.getHttpClient().newCall(request))) {
            check(response);
            return Wire.read(response.body().charStream(), type);
        }
    }

    /** Returns a call, not sent yet, whose answer is a stream. */
    Call stream(String path, List<Pair> query) throws IOException {
        ApiClient client = clients.streaming();
        return client.getHttpClient().newCall(request(client, "GET", path, query, Optional.empty()));
    }

    /** Sends a call; an interrupt, which OkHttp lets through as an undeclared exception, ends it as any failure does. */
    static Response execute(Call call) throws IOException {
        try {
            return call.execute();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    /** Throws the refusal that an answer is, if it is one. */
    static void check(Response response) throws IOException {
        if (!response.isSuccessful()) {
            String retryAfter = response.header("Retry-After");
            throw KubernetesErrors.refusal(
                    response.code(),
                    retryAfter == null ? "" : retryAfter,
                    response.body().string());
        }
    }

    private static String contentType(Object body) {
        if (body instanceof JsonArray) {
            return JSON_PATCH;
        }
        return body instanceof JsonElement ? MERGE_PATCH : JSON;
    }

    private static Request request(
            ApiClient client, String method, String path, List<Pair> query, Optional<Object> body) throws IOException {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", JSON);
        byte[] bytes = body.map(Wire::write).orElse(null);
        if (bytes != null) {
            headers.put("Content-Type", contentType(body.get()));
        }
        try {
            return client.buildRequest(
                    null, path, method, query, List.of(), bytes, headers, new HashMap<>(), new HashMap<>(), AUTH, null);
        } catch (ApiException e) {
            throw new IOException("cannot build the request: " + e.getMessage(), e);
        }
    }
}
