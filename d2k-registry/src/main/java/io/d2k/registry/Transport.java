package io.d2k.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** Sends requests within a time bound and reads answers of bounded size. */
final class Transport implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Transport.class.getName());
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 5;

    private final ReentrantLock lock = new ReentrantLock();
    private HttpClient client;
    private boolean closed;

    /**
     * Sends a request and follows redirects of {@code GET} and {@code HEAD}. Credentials go to no other server than the
     * one that was asked, and a request that was protected by TLS stays so.
     *
     * @throws RegistryFailure when no answer came in time
     */
    Answer send(Query query, Deadline deadline) throws RegistryFailure {
        return follow(query, next -> sendOnce(next, deadline));
    }

    /**
     * Sends a request in the same way, and has the body of a success read while it comes.
     *
     * @return the answer; without the body where that was read
     * @throws RegistryFailure when no answer came in time, or the body did not, or could not be read
     */
    Answer receive(Query query, Deadline deadline, BodyReader reader) throws RegistryFailure {
        return follow(query, next -> receiveOnce(next, deadline, reader));
    }

    /** Reads a body; what is left of it is not transferred. */
    interface BodyReader {
        /** Reads as much as is needed. */
        void read(InputStream body) throws IOException;
    }

    private interface Exchange {
        Answer send(Query query) throws RegistryFailure;
    }

    private static Answer follow(Query query, Exchange exchange) throws RegistryFailure {
        Query next = query;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            Answer answer = exchange.send(next);
            String location = answer.header("Location");
            if (!REDIRECTS.contains(answer.status())
                    || location.isEmpty()
                    || query.form().isPresent()) {
                return answer;
            }
            next = redirect(next, location);
        }
        throw failure(query, "stopped after " + MOST_REDIRECTS + " redirects");
    }

    /** Ends all requests; later ones fail. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (client != null) {
                client.shutdownNow();
            }
        } finally {
            lock.unlock();
        }
    }

    private Answer sendOnce(Query query, Deadline deadline) throws RegistryFailure {
        HttpResponse<byte[]> response = exchange(query, deadline, info -> new BoundedBody(query.limit()));
        return new Answer(query.uri(), response.statusCode(), response.headers(), response.body());
    }

    private Answer receiveOnce(Query query, Deadline deadline, BodyReader reader) throws RegistryFailure {
        HttpResponse<InputStream> response = exchange(query, deadline, BodyHandlers.ofInputStream());
        AtomicBoolean late = new AtomicBoolean();
        try (InputStream body = response.body();
                Timer timer = new Timer(deadline, () -> {
                    late.set(true);
                    body.close();
                })) {
            byte[] kept = new byte[0];
            if (response.statusCode() == 200) {
                reader.read(body);
            } else {
                kept = body.readNBytes(query.limit());
            }
            return new Answer(query.uri(), response.statusCode(), response.headers(), kept);
        } catch (IOException e) {
            throw failure(query, late.get() ? "no answer in time" : Words.shorten(String.valueOf(e.getMessage())));
        }
    }

    private <T> HttpResponse<T> exchange(Query query, Deadline deadline, HttpResponse.BodyHandler<T> handler)
            throws RegistryFailure {
        CompletableFuture<HttpResponse<T>> pending;
        try {
            pending = client(query).sendAsync(request(query), handler);
        } catch (IllegalArgumentException e) {
            throw failure(query, "invalid request: " + Words.shorten(String.valueOf(e.getMessage())));
        }
        try {
            HttpResponse<T> response = pending.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", query, response.statusCode());
            return response;
        } catch (TimeoutException e) {
            throw failure(query, "no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(query, "interrupted");
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> query + " failed", e.getCause());
            throw failure(query, TransportWords.of(query.uri(), e.getCause()));
        } finally {
            // Where the answer is there this does nothing, else it closes the connection.
            pending.cancel(true);
        }
    }

    // Starting the client costs some 50 ms, which a start without any image need not pay.
    private HttpClient client(Query query) throws RegistryFailure {
        lock.lock();
        try {
            if (closed) {
                throw failure(query, "the registry client is closed");
            }
            if (client == null) {
                client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private static HttpRequest request(Query query) {
        HttpRequest.Builder request = HttpRequest.newBuilder(query.uri()).header("User-Agent", "d2k");
        if (!query.accept().isEmpty()) {
            request.header("Accept", query.accept());
        }
        query.authorization().ifPresent(a -> request.header("Authorization", a));
        query.form().ifPresent(f -> request.header("Content-Type", "application/x-www-form-urlencoded"));
        return request.method(
                        query.method(),
                        query.form().map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()))
                .build();
    }

    private static Query redirect(Query from, String location) throws RegistryFailure {
        URI to;
        try {
            to = from.uri().resolve(URI.create(location));
        } catch (IllegalArgumentException e) {
            throw failure(from, "redirect to an invalid address");
        }
        String scheme = String.valueOf(to.getScheme());
        boolean secure = scheme.equalsIgnoreCase("https");
        boolean allowed = secure
                || (scheme.equalsIgnoreCase("http") && from.uri().getScheme().equals("http"));
        if (!allowed || to.getHost() == null) {
            throw failure(from, "redirect to an address that is not allowed");
        }
        return from.redirected(to, Endpoints.sameOrigin(from.uri(), to));
    }

    private static RegistryFailure failure(Query query, String what) {
        return RegistryFailure.unreachable(TransportWords.request(query.method(), query.uri()) + what);
    }
}
