package io.d2k.k8s.client;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * The connection with the Kubernetes API server: one client for requests that answer at once, one for streams (watches,
 * logs, exec, attach, port-forward). They share nothing, so that many streams never hold up a request. Neither holds the
 * JVM open.
 */
public final class KubernetesClients implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration UNARY_READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration UNARY_CALL_TIMEOUT = Duration.ofSeconds(30);
    /** A half-open connection is found after this time; without it a lost node of the control plane looks like silence. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(25);

    private static final int MAX_REQUESTS = 4096;
    /** Tokens that a credential plugin or a file gives are fetched anew after this time. */
    private static final Duration TOKEN_REFRESH = Duration.ofMinutes(5);

    private final Optional<ApiClient> unary;
    private final Optional<ApiClient> streaming;
    private final String namespace;
    private final Optional<StandIn> standIn;

    private KubernetesClients(
            Optional<ApiClient> unary, Optional<ApiClient> streaming, String namespace, Optional<StandIn> standIn) {
        this.unary = unary;
        this.streaming = streaming;
        this.namespace = namespace;
        this.standIn = standIn;
    }

    /**
     * Makes clients that send nothing: a stand-in answers what would be sent, and streams are not possible.
     *
     * @param namespace where everything would live
     */
    public static KubernetesClients without(StandIn standIn, String namespace) {
        return new KubernetesClients(Optional.empty(), Optional.empty(), namespace, Optional.of(standIn));
    }

    /**
     * Makes the clients; sends no request.
     *
     * @param kubeconfig the file to use; nothing for the service account of the pod that d2k runs in, where there is one,
     *     else {@code $KUBECONFIG}, else {@code ~/.kube/config}
     * @param namespace where everything lives
     * @throws EngineException of kind {@code INVALID} when there is no usable configuration
     */
    public static KubernetesClients connect(Optional<Path> kubeconfig, String namespace) {
        return connect(kubeconfig, namespace, ApiRequest.Observer.NONE);
    }

    /** The same, with somebody who is told of each request. */
    public static KubernetesClients connect(Optional<Path> kubeconfig, String namespace, ApiRequest.Observer observer) {
        Source source = kubeconfig.<Source>map(KubernetesClients::file).orElseGet(KubernetesClients::discover);
        try {
            return of(source.open().build(), source.open().build(), namespace, observer);
        } catch (IOException | RuntimeException e) {
            throw new EngineException(
                    ErrorKind.INVALID, "cannot use the Kubernetes configuration: " + e.getMessage(), e);
        }
    }

    /**
     * Makes clients for an API server that asks for no credentials, such as {@code kubectl proxy}.
     *
     * @param url such as {@code http://localhost:8001}
     * @param namespace where everything lives
     */
    public static KubernetesClients at(String url, String namespace) {
        return of(
                new ClientBuilder().setBasePath(url).build(),
                new ClientBuilder().setBasePath(url).build(),
                namespace,
                ApiRequest.Observer.NONE);
    }

    /** Returns the client for requests that answer at once: every call is bounded in time. */
    public ApiClient unary() {
        return unary.orElseThrow(KubernetesClients::noServer);
    }

    /** Returns the client for streams: it never times out on silence, but finds dead HTTP/2 connections by pings. */
    public ApiClient streaming() {
        return streaming.orElseThrow(KubernetesClients::noServer);
    }

    /** Returns what answers in place of a server, where something does. */
    Optional<StandIn> standIn() {
        return standIn;
    }

    private static IllegalStateException noServer() {
        return new IllegalStateException("there is no API server");
    }

    /** Returns the namespace that everything lives in. */
    public String namespace() {
        return namespace;
    }

    /** Cancels every call that is under way and closes the connections. */
    @Override
    public void close() {
        for (ApiClient client :
                Stream.of(streaming, unary).flatMap(Optional::stream).toList()) {
            OkHttpClient http = client.getHttpClient();
            http.dispatcher().cancelAll();
            http.dispatcher().executorService().shutdown();
            http.connectionPool().evictAll();
        }
    }

    // Both are derived with newBuilder(), which keeps TLS settings and the interceptor that re-reads the token.
    private static KubernetesClients of(
            ApiClient unary, ApiClient streaming, String namespace, ApiRequest.Observer observer) {
        unary.setHttpClient(base(unary, observer)
                .readTimeout(UNARY_READ_TIMEOUT)
                .writeTimeout(UNARY_READ_TIMEOUT)
                .callTimeout(UNARY_CALL_TIMEOUT)
                .build());
        streaming.setHttpClient(base(streaming, observer)
                .readTimeout(Duration.ZERO)
                .writeTimeout(UNARY_READ_TIMEOUT)
                .callTimeout(Duration.ZERO)
                .build());
        return new KubernetesClients(Optional.of(unary), Optional.of(streaming), namespace, Optional.empty());
    }

    private static OkHttpClient.Builder base(ApiClient client, ApiRequest.Observer observer) {
        var dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("kubernetes-call-", 0).factory()));
        dispatcher.setMaxRequests(MAX_REQUESTS);
        dispatcher.setMaxRequestsPerHost(MAX_REQUESTS);
        return client.getHttpClient()
                .newBuilder()
                .addInterceptor(new RequestInterceptor(observer))
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(32, 5, TimeUnit.MINUTES))
                .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
                .connectTimeout(CONNECT_TIMEOUT)
                .pingInterval(PING_INTERVAL);
    }

    private static Source discover() {
        String host = System.getenv(Config.ENV_SERVICE_HOST);
        if (host != null && !host.isBlank() && Files.isReadable(Path.of(Config.SERVICEACCOUNT_TOKEN_PATH))) {
            return ClientBuilder::cluster;
        }
        String variable = System.getenv(Config.ENV_KUBECONFIG);
        if (variable != null && !variable.isBlank()) {
            return file(Path.of(variable.split(java.io.File.pathSeparator)[0]));
        }
        return file(Path.of(System.getProperty("user.home"), ".kube", "config"));
    }

    private static Source file(Path path) {
        return () -> {
            if (!Files.isReadable(path)) {
                throw new IOException(String.format(Locale.ROOT, "there is no readable file %s", path));
            }
            try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
                KubeConfig config = KubeConfig.loadKubeConfig(reader);
                config.setFile(path.toFile());
                return ClientBuilder.kubeconfig(config, TOKEN_REFRESH);
            }
        };
    }

    /** Where the address and the credentials come from. */
    @FunctionalInterface
    private interface Source {
        ClientBuilder open() throws IOException;
    }
}
