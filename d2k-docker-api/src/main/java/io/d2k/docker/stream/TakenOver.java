package io.d2k.docker.stream;

import io.helidon.common.GenericType;
import io.helidon.common.media.type.MediaType;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http.spi.Sink;
import io.helidon.webserver.http.spi.SinkProvider;
import io.helidon.webserver.http.spi.SinkProviderContext;
import java.util.function.BiConsumer;

/**
 * The connection of a request, taken over from Helidon. Asking a response for this sink is the one way to its
 * connection that Helidon offers to handlers; the response counts as sent from then on.
 */
final class TakenOver implements Sink<Object> {
    private static final GenericType<TakenOver> TYPE = GenericType.create(TakenOver.class);

    private final SinkProviderContext context;

    private TakenOver(SinkProviderContext context) {
        this.context = context;
    }

    /** Takes the connection over. */
    static TakenOver from(ServerResponse response) {
        return response.sink(TYPE);
    }

    /** Returns the connection. */
    ConnectionContext connection() {
        return context.connectionContext();
    }

    /** Sends the head of a response whose output stream was asked for before. */
    void flushHeaders() {
        context.flushHeaders();
    }

    /** Ends the body of a response whose output stream was asked for before. */
    void endBody() {
        context.closeRunnable().run();
    }

    @Override
    public Sink<Object> emit(Object event) {
        throw new IllegalStateException("not a sink of events");
    }

    /** Does nothing: the connection is ended by its handler. */
    @Override
    public void close() {}

    /** Found by Helidon as a service. */
    public static final class Provider implements SinkProvider<Object> {
        /** For the service loader. */
        public Provider() {}

        @Override
        public boolean supports(GenericType<? extends Sink<?>> type, ServerRequest request) {
            return TYPE.equals(type);
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
        }) // Helidon's signature; asked for by TYPE only, see supports()
        public <X extends Sink<Object>> X create(SinkProviderContext context) {
            return (X) new TakenOver(context);
        }

        @Override
        @Deprecated(forRemoval = true)
        @SuppressWarnings({"removal", "TypeParameterUnusedInFormals"
        }) // abstract in Helidon 4, never called where the other method is there
        public <X extends Sink<Object>> X create(
                ServerResponse response, BiConsumer<Object, MediaType> consumer, Runnable closer) {
            throw new IllegalStateException("replaced by create(SinkProviderContext)");
        }
    }
}
