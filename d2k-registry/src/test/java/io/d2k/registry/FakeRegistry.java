package io.d2k.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry on the loopback address that serves what it is given and remembers what it was asked. */
final class FakeRegistry implements AutoCloseable {
    static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Content> contents = new ConcurrentHashMap<>();
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Optional<Handler> guard = Optional.empty();

    FakeRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** Answers a request, or leaves it to the registry. */
    interface Handler {
        /** Returns whether the request was answered. */
        boolean handle(HttpExchange exchange) throws IOException;
    }

    /** One request. */
    record Seen(String method, String uri, String authorization, String body) {
        @Override
        public String toString() {
            return method + " " + uri;
        }
    }

    private record Content(String type, byte[] body) {}

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String url() {
        return "http://" + host();
    }

    /** Answers a path in a way of its own. */
    void on(String path, Handler handler) {
        handlers.put(path, handler);
    }

    /** Lets the handler see all requests for images first. */
    void guard(Handler handler) {
        guard = Optional.of(handler);
    }

    /** Stores a manifest under a tag and its digest; returns the digest. */
    String manifest(String repository, String tag, String type, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String digest = Digest.sha256(body).toString();
        contents.put("/v2/" + repository + "/manifests/" + digest, new Content(type, body));
        if (!tag.isEmpty()) {
            contents.put("/v2/" + repository + "/manifests/" + tag, new Content(type, body));
        }
        return digest;
    }

    /** Stores a blob; returns its digest. */
    String blob(String repository, String text) {
        return blob(repository, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Stores a blob; returns its digest. */
    String blob(String repository, byte[] body) {
        String digest = Digest.sha256(body).toString();
        contents.put("/v2/" + repository + "/blobs/" + digest, new Content("application/octet-stream", body));
        return digest;
    }

    /** Stores an image of that architecture with one layer of 100 bytes; returns the manifest's digest. */
    String image(String repository, String tag, String architecture, String cmd) {
        String config = "{\"os\":\"linux\",\"architecture\":\"" + architecture + "\",\"config\":{\"Cmd\":[\"" + cmd
                + "\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:" + "a".repeat(64) + "\"]},"
                + "\"history\":[{\"created_by\":\"ADD\"},{\"created_by\":\"CMD\",\"empty_layer\":true}]}";
        return manifest(repository, tag, OCI_MANIFEST, manifestOf(blob(repository, config), config.length()));
    }

    static String manifestOf(String configDigest, int configSize) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + OCI_MANIFEST
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                + configDigest + "\",\"size\":" + configSize + "},\"layers\":[{\"mediaType\":"
                + "\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:" + "b".repeat(64)
                + "\",\"size\":100}]}";
    }

    /** Stores an index of manifests by platforms such as {@code linux/arm/v7}; returns its digest. */
    String index(String repository, String tag, Map<String, String> digests) {
        List<String> entries = digests.entrySet().stream()
                .map(e -> {
                    String[] p = e.getKey().split("/");
                    return "{\"mediaType\":\"" + OCI_MANIFEST + "\",\"digest\":\"" + e.getValue()
                            + "\",\"size\":1,\"platform\":{\"os\":\"" + p[0] + "\",\"architecture\":\"" + p[1] + "\""
                            + (p.length > 2 ? ",\"variant\":\"" + p[2] + "\"" : "") + "}}";
                })
                .toList();
        return manifest(
                repository,
                tag,
                OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + OCI_INDEX + "\",\"manifests\":[" + String.join(",", entries)
                        + "]}");
    }

    /** Returns what was asked so far. */
    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Returns method and address of what was asked so far. */
    List<String> asked() {
        return seen.stream().map(Seen::toString).toList();
    }

    static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        answer(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    authorization == null ? "" : authorization,
                    sent));
            String path = exchange.getRequestURI().getPath();
            Handler own = handlers.get(path);
            if (own != null && own.handle(exchange)) {
                return;
            }
            if (path.startsWith("/v2/") && guard.isPresent() && guard.get().handle(exchange)) {
                return;
            }
            Content content = contents.get(path);
            if (content == null) {
                answer(
                        exchange,
                        404,
                        "application/json",
                        "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}");
                return;
            }
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", Digest.sha256(content.body()).toString());
            answer(exchange, 200, content.type(), content.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        // Ends handlers that are silent on purpose.
        threads.shutdownNow();
    }
}
