package io.d2k.server.observe;

import io.d2k.docker.http.RequestObserver.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The line of the log that tells of one request; neither parameters nor headers nor bodies are in it.
 *
 * @param id number of the request
 * @param outcome what became of it
 * @param kubernetesRequests how many requests to Kubernetes it took
 */
public record RequestLine(long id, Outcome outcome, int kubernetesRequests) {
    /** Returns the parts, for a log that keeps them apart. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", id);
        fields.put("method", outcome.method());
        fields.put("route", outcome.route());
        fields.put("path", outcome.path());
        fields.put("status", outcome.status());
        fields.put("millis", outcome.took().toMillis());
        fields.put("kubernetesRequests", kubernetesRequests);
        return fields;
    }

    @Override
    public String toString() {
        return "request " + id + ": " + outcome.method() + " " + outcome.path() + " " + outcome.status() + " in "
                + outcome.took().toMillis() + " ms, route " + outcome.route() + ", Kubernetes requests: "
                + kubernetesRequests;
    }
}
