package io.d2k.docker.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.docker.json.ApiVersion;
import io.d2k.docker.json.DockerJson;
import io.d2k.docker.stream.ChunkedStream;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** One request that a route was found for, and its answer. */
public final class Call {
    private static final String JSON = "application/json";
    private static final Set<HeaderName> OWN_LINES =
            Set.of(HeaderNames.CONTENT_TYPE, HeaderNames.CONTENT_LENGTH, HeaderNames.CONNECTION);

    private final ServerRequest request;
    private final ServerResponse response;
    private final Transport transport;
    private final ApiVersion version;
    private final String ref;
    private final Query query;
    private final RequestBody body;

    /**
     * Makes a call.
     *
     * @param ref the variable part of the path, decoded; empty where the route has none
     */
    public Call(
            ServerRequest request,
            ServerResponse response,
            Transport transport,
            ApiVersion version,
            String ref,
            Query query,
            RequestBody body) {
        this.request = request;
        this.response = response;
        this.transport = transport;
        this.version = version;
        this.ref = ref;
        this.query = query;
        this.body = body;
    }

    /** Returns the version of the API that the client speaks. */
    ApiVersion version() {
        return version;
    }

    /** Returns the variable part of the path: a name or an ID. */
    String ref() {
        return ref;
    }

    /** Returns the parameters. */
    Query query() {
        return query;
    }

    /** Returns what the call needs of its server. */
    Transport transport() {
        return transport;
    }

    /** Returns the answer as Helidon has it, for streams. */
    ServerResponse response() {
        return response;
    }

    /** Returns the first value of a header, empty when it is missing. */
    String header(HeaderName name) {
        return request.headers().first(name).orElse("");
    }

    /** Returns the length of the body, in bytes; nothing when only its end tells. */
    Optional<Long> bodyLength() {
        return body.length();
    }

    /**
     * Reads a body that has to be JSON; empty when there is none.
     *
     * @throws io.d2k.domain.error.EngineException {@code INVALID} for another content type
     */
    byte[] json() throws IOException {
        JsonBody.check(header(HeaderNames.CONTENT_TYPE), !bodyLength().equals(Optional.of(0L)));
        return body.read();
    }

    /** Returns a body of any size as it comes; a client that sends nothing for too long is cut off. */
    InputStream bodyStream() {
        return body.stream();
    }

    /** Makes sure that what is left of the body is not taken for the next request. To be called before the answer begins. */
    void endBody() {
        if (!body.discard()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
    }

    /** Answers with JSON. */
    void answer(int status, JsonNode document) {
        endBody();
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, JSON);
        response.send(DockerJson.bytes(document));
    }

    /** Answers with a status alone, such as 204 or 304. */
    void answer(int status) {
        endBody();
        response.status(Status.create(status));
        response.send();
    }

    /** Answers with plain text, uncached. */
    void answerText(String text) {
        endBody();
        response.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.header(HeaderNames.CACHE_CONTROL, "no-cache, no-store, must-revalidate");
        response.header(HeaderNames.PRAGMA, "no-cache");
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        if (request.prologue().method().equals(Method.HEAD)) {
            // a body would be taken for the next answer
            response.header(HeaderNames.CONTENT_LENGTH, String.valueOf(body.length));
            response.send();
        } else {
            response.send(body);
        }
    }

    /** Sets a header of the answer. */
    void header(HeaderName name, String value) {
        response.header(name, value);
    }

    /** Answers with a text where the bytes of a process were expected, after which the connection ends. */
    void answerRaw(int status, String text) {
        endBody();
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, MediaType.RAW);
        response.header(HeaderValues.CONNECTION_CLOSE);
        response.send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Begins an answer that is written bit by bit but does not wait for anything; the caller closes it. */
    OutputStream begin(String contentType) {
        endBody();
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        return response.outputStream();
    }

    /**
     * Begins an answer that may wait: its head is sent at once, and its client watched.
     *
     * @param end called when the client has gone away
     */
    ChunkedStream stream(String contentType, Runnable end) {
        endBody();
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        return ChunkedStream.open(response, end);
    }

    /** The same for a stream that only the client ends. */
    ChunkedStream endlessStream(String contentType, Runnable end) {
        endBody();
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        return ChunkedStream.endless(response, end);
    }

    /** Returns whether the client asks to speak another protocol on this connection. */
    boolean upgrade() {
        return request.headers().contains(HeaderNames.UPGRADE);
    }

    /** Returns the headers of a head that is written by hand, each line ended. */
    String headLines() {
        var lines = new StringBuilder();
        response.headers().stream()
                .filter(h -> !OWN_LINES.contains(h.headerName()))
                .forEach(
                        h -> lines.append(h.name()).append(": ").append(h.get()).append("\r\n"));
        return lines.toString();
    }
}
