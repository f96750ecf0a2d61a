package io.d2k.docker.http;

import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.ErrorEncoder;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/** Answers for requests so broken that no route sees them, in JSON as all others. */
final class RawErrors implements DirectHandler {
    private static final String HEADERS_TOO_LONG = "Header size exceeded"; // Helidon's words

    private final CommonHeaders headers;

    private RawErrors(CommonHeaders headers) {
        this.headers = headers;
    }

    static DirectHandlers handlers(CommonHeaders headers) {
        var handler = new RawErrors(headers);
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            builder.addHandler(type, handler);
        }
        return builder.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders responseHeaders,
            String message) {
        Status exact = HEADERS_TOO_LONG.equals(message) ? Status.create(431) : blamed(status);
        headers.addTo(responseHeaders::set);
        responseHeaders.set(HeaderNames.CONTENT_TYPE, "application/json");
        var answer = TransportResponse.builder()
                .status(exact)
                .headers(responseHeaders)
                .keepAlive(false);
        // The answer to HEAD has no body: what followed its head would be taken for the next answer.
        return "HEAD".equals(request.method())
                ? answer.build()
                : answer.entity(DockerJson.bytes(ErrorEncoder.encode(words(exact.code()))))
                        .build();
    }

    /**
     * Helidon has one status for all that is wrong with headers, and takes a request that its parser stumbles over for a
     * fault of its own. What fails in a route is answered by the dispatcher and never comes here.
     */
    private static Status blamed(Status status) {
        return status.code() == 500 ? Status.BAD_REQUEST_400 : status;
    }

    /** Helidon's own messages repeat parts of the request, which may hold secrets. */
    private static String words(int status) {
        return switch (status) {
            case 404 -> "page not found";
            case 413 -> "http: request body too large";
            case 414 -> "request line too long";
            case 431 -> "request headers too large";
            case 501 -> "unsupported transfer encoding";
            default -> status >= 500 ? "internal error, see the log of d2k" : "malformed HTTP request";
        };
    }
}
