package io.d2k.k8s.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.common.KubernetesObject;
import java.io.IOException;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Response;

/** The changes of one kind of objects as they happen. */
public final class WatchStream<T extends KubernetesObject> implements AutoCloseable {
    private final Call call;
    private final Response response;
    private final Class<T> type;

    WatchStream(Call call, Response response, Class<T> type) {
        this.call = call;
        this.response = response;
        this.type = type;
    }

    /**
     * Waits for the next event.
     *
     * @return nothing at the end of the watch
     * @throws StatusException when the server ends the watch with a refusal, such as 410 when the version is too old
     */
    public Optional<Event<T>> next() throws IOException {
        String line = response.body().source().readUtf8Line();
        while (line != null && line.isBlank()) {
            line = response.body().source().readUtf8Line();
        }
        if (line == null) {
            return Optional.empty();
        }
        JsonObject event = parse(line);
        JsonElement object = event.get("object");
        String word = event.has("type") ? event.get("type").getAsString() : "";
        return Optional.of(
                switch (word) {
                    case "ADDED", "MODIFIED" -> new Event.Present<>(Wire.read(object, type));
                    case "DELETED" -> new Event.Gone<>(Wire.read(object, type));
                    case "BOOKMARK" ->
                        new Event.Bookmark<>(
                                Wire.read(object, type).getMetadata().getResourceVersion());
                    case "ERROR" -> throw refusal(object);
                    default -> throw new IOException("unknown watch event " + word);
                });
    }

    /** Ends the watch; a thread that waits in {@link #next()} gets an exception. */
    @Override
    public void close() {
        call.cancel();
        response.close();
    }

    private static JsonObject parse(String line) throws IOException {
        try {
            return JsonParser.parseString(line).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new IOException("unreadable watch event", e);
        }
    }

    private static StatusException refusal(JsonElement status) {
        int code = status != null
                        && status.isJsonObject()
                        && status.getAsJsonObject().has("code")
                ? status.getAsJsonObject().get("code").getAsInt()
                : 500;
        return KubernetesErrors.refusal(code, "", String.valueOf(status));
    }

    /** One event of a watch. */
    public sealed interface Event<T> {
        /** The object is there, new or changed. */
        record Present<T>(T object) implements Event<T> {}

        /** The object has gone; this is its last state. */
        record Gone<T>(T object) implements Event<T> {}

        /** Nothing happened up to this {@code resourceVersion}. */
        record Bookmark<T>(String version) implements Event<T> {}
    }
}
