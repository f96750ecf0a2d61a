package io.d2k.docker.http;

import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.ErrorEncoder;
import io.d2k.docker.route.Call;
import io.d2k.docker.route.ErrorStatus;
import io.d2k.docker.route.PercentCode;
import io.d2k.docker.route.Query;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Finds the route of each request, runs it, and turns failures into answers: the one place that does. */
final class Dispatcher implements Handler {
    private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final Routes routes;
    private final Transport transport;
    private final CommonHeaders headers;
    private final OriginRule origins;
    private final AtomicLong requests = new AtomicLong();

    Dispatcher(Routes routes, Transport transport, CommonHeaders headers, OriginRule origins) {
        this.routes = routes;
        this.transport = transport;
        this.headers = headers;
        this.origins = origins;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        long id = requests.incrementAndGet();
        long start = System.nanoTime();
        headers.addTo(response::header);
        try {
            dispatch(request, response);
        } catch (EngineException e) {
            int status = ErrorStatus.of(e.kind());
            if (e.kind() == ErrorKind.INTERNAL) {
                LOG.log(Level.ERROR, "request " + id + " failed", e);
            }
            answer(request, response, status, e.getMessage());
        } catch (StatusException e) {
            answer(request, response, e.status(), e.getMessage());
        } catch (CloseConnectionException e) {
            throw e;
        } catch (RequestException e) { // a malformed chunk, for instance
            int status = e.status().code();
            String message = status == 413 ? "http: request body too large" : "malformed HTTP request";
            answer(request, response, status, message);
        } catch (IOException | UncheckedIOException | DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("client has gone away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("server is stopping", e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "request " + id + " failed", e);
            answer(request, response, 500, "internal error, see the log of d2k for request " + id);
        } finally {
            log(id, request, response, start);
        }
    }

    private void dispatch(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        var prologue = request.prologue();
        var path = VersionedPath.of(PercentCode.path(prologue.uriPath().rawPath()));
        origins.check(request.headers());
        var match = routes.find(prologue.method().text(), path.path())
                .orElseThrow(() -> EngineException.notFound("page not found"));
        var version = path.check();
        var query = Query.parse(prologue.hasQuery() ? prologue.query().rawValue() : "");
        match.route().handler().handle(new Call(request, response, transport, version, match.ref(), query));
    }

    private static void answer(ServerRequest request, ServerResponse response, int status, String message) {
        if (response instanceof RoutingResponse routed
                && routed.hasEntity()) { // begun already: breaking it off is all that is left to tell the client
            throw new CloseConnectionException("failed in the middle of an answer");
        }
        byte[] body = DockerJson.bytes(ErrorEncoder.encode(message));
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        if (request.content().hasEntity() && !request.content().consumed()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (request.prologue().method().equals(Method.HEAD)) {
            response.header(HeaderNames.CONTENT_LENGTH, String.valueOf(body.length));
            response.send();
        } else {
            response.send(body);
        }
    }

    private static void log(long id, ServerRequest request, ServerResponse response, long start) {
        if (LOG.isLoggable(Level.DEBUG)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            // Neither parameters nor headers: they may hold secrets. No control characters: they would forge lines.
            String path = request.prologue().uriPath().rawPath().replaceAll("[^!-~]", "?");
            String method = request.prologue().method().text();
            LOG.log(
                    Level.DEBUG,
                    "request {0} {1} {2}: {3} in {4} ms",
                    Long.toString(id),
                    method,
                    path,
                    response.status().code(),
                    Long.toString(millis));
        }
    }
}
