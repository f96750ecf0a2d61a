package io.d2k.docker.http;

import java.time.Duration;

/** Is told of every request that a route was looked for. */
@FunctionalInterface
public interface RequestObserver {
    /** Tells nobody. */
    RequestObserver NONE = id -> outcome -> {};

    /**
     * Called before the request is handled, by the thread that handles it.
     *
     * @param id number of the request, unique in this process; what is logged about failures names it
     */
    Observation begin(long id);

    /** One request that is being handled. */
    @FunctionalInterface
    interface Observation {
        /** Called once, by the same thread, after the request was handled. */
        void end(Outcome outcome);
    }

    /**
     * What became of a request. It holds neither parameters nor headers, which may be secret.
     *
     * @param method HTTP method, {@code OTHER} when it is none of HTTP's own
     * @param route template of the route, such as {@code /containers/{id}/json}; {@code none} when there is no route
     * @param path path as sent, without control characters
     * @param status status of the answer; 499 when the client has gone away without one
     * @param took time from the end of the headers to the end of the answer
     */
    record Outcome(String method, String route, String path, int status, Duration took) {}
}
