package io.d2k.k8s.client;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;

/**
 * Kubernetes objects as JSON. The client library's own reader refuses an object with a field that it does not know, so
 * that one newer field of a newer cluster would make every list fail; this one passes over such fields.
 */
final class Wire {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(OffsetDateTime.class, new JSON.OffsetDateTimeTypeAdapter())
            .registerTypeAdapter(byte[].class, new JSON.ByteArrayAdapter())
            .registerTypeAdapterFactory(new EmptyAsAbsent())
            .create();

    private Wire() {}

    /** Returns JSON text; in a {@link JsonElement}, which is a patch, {@code null} is kept: it deletes. */
    static byte[] write(Object value) {
        String text = value instanceof JsonElement tree ? tree.toString() : GSON.toJson(value);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns what {@link #write} writes, as a tree. */
    static JsonObject tree(Object value) {
        return value instanceof JsonObject tree ? tree : GSON.toJsonTree(value).getAsJsonObject();
    }

    static <T> T read(Reader json, Class<T> type) throws IOException {
        try {
            return present(GSON.fromJson(json, type));
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new IOException("unreadable answer: " + e.getMessage(), e);
        }
    }

    static <T> T read(JsonElement json, Class<T> type) throws IOException {
        try {
            return present(GSON.fromJson(json, type));
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new IOException("unreadable answer: " + e.getMessage(), e);
        }
    }

    private static <T> T present(T value) throws IOException {
        if (value == null) {
            throw new IOException("empty answer");
        }
        return value;
    }

    /**
     * Leaves out empty lists and maps. The client library's objects are full of them, and the server takes some, such as
     * an empty pod overhead, for something that was asked.
     */
    private static final class EmptyAsAbsent implements TypeAdapterFactory {
        @Override
        public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            Class<? super T> raw = type.getRawType();
            if (!Collection.class.isAssignableFrom(raw) && !Map.class.isAssignableFrom(raw)) {
                return null; // Gson's word for "not mine"
            }
            TypeAdapter<T> delegate = gson.getDelegateAdapter(this, type);
            return new TypeAdapter<>() {
                @Override
                public void write(JsonWriter out, T value) throws IOException {
                    boolean empty = value == null
                            || value instanceof Collection<?> list && list.isEmpty()
                            || value instanceof Map<?, ?> map && map.isEmpty();
                    if (empty) {
                        out.nullValue();
                    } else {
                        delegate.write(out, value);
                    }
                }

                @Override
                public T read(JsonReader in) throws IOException {
                    return delegate.read(in);
                }
            };
        }
    }
}
