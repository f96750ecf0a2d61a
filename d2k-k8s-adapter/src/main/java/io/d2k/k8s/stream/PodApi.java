package io.d2k.k8s.stream;

import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.KubernetesErrors;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/** The requests that streams are made of; each kind has the time limits that suit it. */
final class PodApi {
    private static final String[] AUTHENTICATION = {"BearerToken"};
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final long LONGEST_REFUSAL = 64 * 1024;

    private final KubernetesClients clients;
    private final OkHttpClient bounded;
    private final OkHttpClient sockets;

    PodApi(KubernetesClients clients) {
        this.clients = clients;
        OkHttpClient base = clients.streaming().getHttpClient();
        this.bounded = base.newBuilder().readTimeout(SILENCE).build();
        // Neither pings nor a limit for writing: while a process does not read its input, an API server answers no ping
        // and takes nothing more, and either would end a healthy session. TCP's keep-alive finds dead connections.
        this.sockets = base.newBuilder()
                .protocols(List.of(Protocol.HTTP_1_1)) // a web socket takes over the connection
                .pingInterval(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .socketFactory(new KeepAliveSocketFactory())
                .build();
    }

    String namespace() {
        return clients.namespace();
    }

    /** Returns the path of all pods. */
    String pods() {
        return "/api/v1/namespaces/" + clients.namespace() + "/pods";
    }

    /** Returns the path of a pod. */
    String pod(String name) {
        return pods() + "/" + name;
    }

    /** Returns a call that is answered at once and in full. */
    Call unary(String path, List<Pair> query) throws IOException {
        return clients.unary().getHttpClient().newCall(request(clients.unary(), path, query, Map.of()));
    }

    /** Returns a call whose answer may be long, but never falls silent. */
    Call bounded(String path, List<Pair> query, Map<String, String> headers) throws IOException {
        return bounded.newCall(request(clients.streaming(), path, query, headers));
    }

    /** Returns a call whose answer may fall silent for any time. */
    Call streaming(String path, List<Pair> query) throws IOException {
        return clients.streaming().getHttpClient().newCall(request(clients.streaming(), path, query, Map.of()));
    }

    /** Opens a web socket; the listener hears how it went. */
    FrameSocket socket(String path, List<Pair> query, String protocols, FrameSocket.Listener listener)
            throws IOException {
        return FrameSocket.open(sockets, request(clients.streaming(), path, query, Map.of()), protocols, listener);
    }

    /**
     * Passes on an answer that is a success.
     *
     * @throws io.d2k.k8s.client.StatusException for any other
     */
    static Response successful(Response response) throws IOException {
        if (response.isSuccessful()) {
            return response;
        }
        try (response) {
            throw refusal(response);
        }
    }

    /** Reads a refusal; leaves the answer open. */
    static IOException refusal(Response response) {
        try {
            String body = response.peekBody(LONGEST_REFUSAL).string();
            String retryAfter = response.header("Retry-After");
            return KubernetesErrors.refusal(response.code(), retryAfter == null ? "" : retryAfter, body);
        } catch (IOException e) {
            return KubernetesErrors.refusal(response.code(), "", "");
        }
    }

    private static Request request(ApiClient client, String path, List<Pair> query, Map<String, String> headers)
            throws IOException {
        try {
            return client.buildRequest(
                    null,
                    path,
                    "GET",
                    query,
                    List.of(),
                    null,
                    new HashMap<>(headers),
                    new HashMap<>(),
                    new HashMap<>(),
                    AUTHENTICATION,
                    null);
        } catch (ApiException e) {
            throw new IOException("cannot make a request for " + path, e);
        }
    }
}
