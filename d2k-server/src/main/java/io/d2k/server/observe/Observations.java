package io.d2k.server.observe;

import io.d2k.docker.http.RequestObserver;
import io.d2k.k8s.client.ApiRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests on both sides of d2k, and logs a line for each of Docker's with how many of Kubernetes' it took. */
public final class Observations implements RequestObserver, ApiRequest.Observer {
    private static final Logger LOG = System.getLogger(Observations.class.getName());

    private final Metrics metrics;
    private final AtomicInteger running = new AtomicInteger();

    /** Counts into metrics. */
    public Observations(Metrics metrics) {
        this.metrics = metrics;
        metrics.gauge("d2k_http_requests_running", "Requests being handled, streams among them.", running::get);
        ProcessMetrics.addTo(metrics);
    }

    @Override
    public Observation begin(long id) {
        RequestScope scope = RequestScope.begin(id);
        running.incrementAndGet();
        return outcome -> end(scope, outcome);
    }

    private void end(RequestScope scope, Outcome outcome) {
        running.decrementAndGet();
        metrics.count(
                "d2k_http_requests_total",
                "Requests by method, route and status.",
                "method",
                outcome.method(),
                "route",
                outcome.route(),
                "status",
                String.valueOf(outcome.status()));
        metrics.time(
                "d2k_http_request_duration_seconds",
                "Time from the head of a request to the end of its answer, which for streams is their length.",
                outcome.took(),
                "method",
                outcome.method(),
                "route",
                outcome.route());
        LOG.log(Level.INFO, "{0}", new RequestLine(scope.id(), outcome, scope.kubernetesRequests()));
        scope.end();
    }

    @Override
    public void sending() {
        RequestScope.current().ifPresent(RequestScope::count);
    }

    @Override
    public void answered(ApiRequest request, int code) {
        metrics.count(
                "d2k_kubernetes_requests_total",
                "Requests to the API server by verb, resource and status, 0 for no answer; the verb watch counts how often"
                        + " a watch was begun, list how often everything was read anew.",
                "verb",
                request.verb(),
                "group",
                request.group(),
                "resource",
                request.resource(),
                "subresource",
                request.subresource(),
                "code",
                String.valueOf(code));
    }
}
