package io.d2k.docker.http;

import io.d2k.docker.route.Deadlines;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Closes connections whose clients take too long to send their headers. */
final class SlowHeaders implements Http1ConnectionListener {
    private final Deadlines deadlines;
    private final Duration timeout;
    private final Map<ConnectionContext, Deadlines.Deadline> pending = new ConcurrentHashMap<>();

    SlowHeaders(Deadlines deadlines, Duration timeout) {
        this.deadlines = deadlines;
        this.timeout = timeout;
    }

    @Override
    public void prologue(ConnectionContext ctx, HttpPrologue prologue) {
        pending.put(ctx, deadlines.in(timeout, () -> expire(ctx)));
    }

    @Override
    public void headers(ConnectionContext ctx, Headers headers) {
        Deadlines.Deadline deadline = pending.remove(ctx);
        if (deadline != null) {
            deadline.met();
        }
    }

    private void expire(ConnectionContext ctx) {
        pending.remove(ctx);
        try {
            ctx.serverSocket().close();
        } catch (UncheckedIOException e) {
            System.getLogger(SlowHeaders.class.getName()).log(System.Logger.Level.TRACE, "closed already", e);
        }
    }
}
