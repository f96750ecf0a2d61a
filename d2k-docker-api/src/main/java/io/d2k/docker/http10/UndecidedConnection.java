package io.d2k.docker.http10;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A connection whose version of HTTP its first line tells. Until then it is idle. */
final class UndecidedConnection implements ServerConnection, InterruptableTask<Void> {
    private static final String OLD = " HTTP/1.0";

    private final ConnectionContext context;
    private final int longestLine;
    private final Function<ConnectionContext, ServerConnection> http11;
    private final long since = System.nanoTime();
    private volatile Optional<ServerConnection> decided = Optional.empty();
    private volatile Optional<Thread> waiting = Optional.empty();

    UndecidedConnection(
            ConnectionContext context, int longestLine, Function<ConnectionContext, ServerConnection> http11) {
        this.context = context;
        this.longestLine = longestLine;
        this.http11 = http11;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        waiting = Optional.of(Thread.currentThread());
        ServerConnection connection = http11.apply(old() ? new OldContext(context) : context);
        decided = Optional.of(connection);
        waiting = Optional.empty();
        connection.handle(limit);
    }

    /** Looks at the first line and leaves it where it is. What is malformed is for HTTP/1.1 to answer. */
    private boolean old() {
        DataReader reader = context.dataReader();
        try {
            reader.ensureAvailable();
            int length = reader.findNewLine(longestLine);
            return length < longestLine
                    && reader.getBuffer(length)
                            .readString(length, StandardCharsets.ISO_8859_1)
                            .endsWith(OLD);
        } catch (DataReader.IncorrectNewLineException e) {
            return false;
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("client has gone away", e);
        }
    }

    @Override
    public Duration idleTime() {
        return decided.map(ServerConnection::idleTime)
                .orElseGet(() -> Duration.ofNanos(Math.max(0, System.nanoTime() - since)));
    }

    @Override
    public void close(boolean interrupt) {
        decided.ifPresentOrElse(c -> c.close(interrupt), () -> waiting.ifPresent(Thread::interrupt));
    }

    @Override
    public boolean canInterrupt() {
        return decided.map(c -> c instanceof InterruptableTask<?> task && task.canInterrupt())
                .orElse(true);
    }
}
