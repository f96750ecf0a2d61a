package io.d2k.docker.http;

import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.ErrorEncoder;
import io.d2k.docker.route.Call;
import io.d2k.docker.route.ErrorStatus;
import io.d2k.docker.route.PercentCode;
import io.d2k.docker.route.Query;
import io.d2k.docker.route.RequestBody;
import io.d2k.docker.route.Routes;
import io.d2k.docker.route.StatusException;
import io.d2k.docker.route.Transport;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Finds the route of each request, runs it, and turns failures into answers: the one place that does. */
final class Dispatcher implements Handler {
    private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final Routes routes;
    private final Transport transport;
    private final CommonHeaders headers;
    private final SiteRule sites;
    private final RequestObserver observer;
    private final AtomicLong requests = new AtomicLong();

    Dispatcher(Routes routes, Transport transport, CommonHeaders headers, SiteRule sites, RequestObserver observer) {
        this.routes = routes;
        this.transport = transport;
        this.headers = headers;
        this.sites = sites;
        this.observer = observer;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        var exchange = new Exchange(requests.incrementAndGet(), request, response, transport);
        RequestObserver.Observation observation = observer.begin(exchange.id);
        try {
            answer(exchange);
        } finally {
            observation.end(exchange.outcome(Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    private void answer(Exchange exchange) {
        ServerResponse response = exchange.response;
        headers.addTo(response::header);
        try {
            dispatch(exchange);
        } catch (EngineException e) {
            int status = ErrorStatus.of(e.kind());
            if (e.kind() == ErrorKind.INTERNAL) {
                report(exchange.id, e);
            }
            answer(exchange, status, e.getMessage());
        } catch (StatusException e) {
            answer(exchange, e.status(), e.getMessage());
        } catch (CloseConnectionException e) {
            throw e;
        } catch (RequestException e) { // a malformed chunk, for instance
            int status = e.status().code();
            String message = status == 413 ? "http: request body too large" : "malformed HTTP request";
            answer(exchange, status, message);
        } catch (IOException | UncheckedIOException | DataReader.InsufficientDataAvailableException e) {
            exchange.gone = true;
            throw new CloseConnectionException("client has gone away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("server is stopping", e);
        } catch (RuntimeException | Error e) { // an Error would reach Helidon, which has no words for it
            LOG.log(Level.ERROR, "request " + exchange.id + " failed", e);
            answer(exchange, 500, "internal error, see the log of d2k for request " + exchange.id);
        }
    }

    /** A registry's refusal, for instance, is all words; where it comes from matters for what has a cause. */
    private static void report(long id, EngineException failure) {
        if (failure.getCause() == null) {
            String words = failure.getMessage().replaceAll("\\p{Cntrl}+", " "); // they would forge lines
            LOG.log(Level.WARNING, "request " + id + " failed: " + words);
        } else {
            LOG.log(Level.ERROR, "request " + id + " failed", failure);
        }
    }

    private void dispatch(Exchange exchange) throws IOException, InterruptedException {
        var prologue = exchange.request.prologue();
        String asked = PercentCode.path(prologue.uriPath().rawPath());
        var path = VersionedPath.of(asked);
        sites.check(exchange.request.headers(), exchange.request.remotePeer().address());
        String rawQuery = prologue.hasQuery() ? prologue.query().rawValue() : "";
        Optional<String> instead = CleanPath.instead(asked, rawQuery);
        if (instead.isPresent()) {
            redirect(exchange, instead.get());
            return;
        }
        var match = routes.find(prologue.method().text(), path.path())
                .orElseThrow(() -> EngineException.notFound("page not found"));
        exchange.route = match.route().template();
        var version = path.check();
        var query = Query.parse(rawQuery);
        match.route()
                .handler()
                .handle(new Call(
                        exchange.request, exchange.response, transport, version, match.ref(), query, exchange.body));
    }

    private static void redirect(Exchange exchange, String location) {
        exchange.response.status(Status.MOVED_PERMANENTLY_301);
        exchange.response.header(HeaderNames.LOCATION, location);
        if (!exchange.body.discard()) {
            exchange.response.header(HeaderValues.CONNECTION_CLOSE);
        }
        exchange.response.send();
    }

    private static void answer(Exchange exchange, int status, String message) {
        ServerRequest request = exchange.request;
        ServerResponse response = exchange.response;
        if (response instanceof RoutingResponse routed
                && routed.hasEntity()) { // begun already: breaking it off is all that is left to tell the client
            throw new CloseConnectionException("failed in the middle of an answer");
        }
        byte[] body = DockerJson.bytes(ErrorEncoder.encode(message));
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        if (!exchange.body.discard()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (request.prologue().method().equals(Method.HEAD)) {
            response.header(HeaderNames.CONTENT_LENGTH, String.valueOf(body.length));
            response.send();
        } else {
            response.send(body);
        }
    }

    /** A request, its answer, and what is known of both so far. */
    private static final class Exchange {
        private static final Set<String> METHODS =
                Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT");
        private static final int CLIENT_CLOSED_REQUEST = 499;

        final long id;
        final ServerRequest request;
        final ServerResponse response;
        final RequestBody body;
        String route = "none";
        boolean gone;

        Exchange(long id, ServerRequest request, ServerResponse response, Transport transport) {
            this.id = id;
            this.request = request;
            this.response = response;
            this.body = new RequestBody(request, transport);
        }

        RequestObserver.Outcome outcome(Duration took) {
            String method = request.prologue().method().text();
            // Neither parameters nor headers: they may hold secrets. No control characters: they would forge lines.
            String path = request.prologue().uriPath().rawPath().replaceAll("[^!-~]", "?");
            return new RequestObserver.Outcome(
                    METHODS.contains(method) ? method : "OTHER",
                    route,
                    path,
                    gone && !response.isSent()
                            ? CLIENT_CLOSED_REQUEST
                            : response.status().code(),
                    took);
        }
    }
}
