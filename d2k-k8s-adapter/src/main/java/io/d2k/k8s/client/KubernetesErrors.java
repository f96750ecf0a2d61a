package io.d2k.k8s.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.io.IOException;

/** The one place where failures of Kubernetes become failures of the engine. */
public final class KubernetesErrors {
    private KubernetesErrors() {}

    /**
     * Returns what a client of the engine is told.
     *
     * @param what what was being done, such as {@code create Pod web-1}
     * @param failure a {@link StatusException}, or any other exception where there was no answer
     */
    public static EngineException of(String what, IOException failure) {
        if (failure instanceof StatusException status) {
            return new EngineException(kind(status), text(what, status), failure);
        }
        return new EngineException(
                ErrorKind.UNAVAILABLE, "cannot reach the Kubernetes API server: " + words(failure), failure);
    }

    /**
     * Reads a refusal.
     *
     * @param code the HTTP status
     * @param retryAfter the header of that name, empty for none
     * @param body the answer's body: a {@code Status} object, or anything else
     */
    public static StatusException refusal(int code, String retryAfter, String body) {
        JsonObject status = object(body);
        String message = text(status, "message");
        return new StatusException(
                code,
                text(status, "reason"),
                message.isEmpty() ? fallback(code, body) : message,
                seconds(retryAfter, status));
    }

    private static ErrorKind kind(StatusException status) {
        return switch (status.code()) {
            case 400, 413, 422 -> ErrorKind.INVALID;
            case 401, 403 -> ErrorKind.FORBIDDEN;
            case 404 -> ErrorKind.NOT_FOUND;
            case 409 -> ErrorKind.CONFLICT;
            case 410, 429 -> ErrorKind.UNAVAILABLE;
            default -> status.code() >= 500 ? ErrorKind.UNAVAILABLE : ErrorKind.INTERNAL;
        };
    }

    private static String text(String what, StatusException status) {
        return switch (status.code()) {
            case 401 -> "Kubernetes does not accept d2k's credentials (" + what + "): " + status.getMessage();
            case 400, 403, 404, 409, 413, 422 -> status.getMessage();
            default -> "Kubernetes answered " + status.code() + " (" + what + "): " + status.getMessage();
        };
    }

    private static String words(IOException failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    private static JsonObject object(String body) {
        try {
            JsonElement parsed = JsonParser.parseString(body);
            return parsed.isJsonObject() ? parsed.getAsJsonObject() : new JsonObject();
        } catch (JsonParseException e) {
            return new JsonObject();
        }
    }

    private static String text(JsonObject object, String key) {
        JsonElement value = object.get(key);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    private static long seconds(String header, JsonObject status) {
        try {
            if (!header.isBlank()) {
                return Long.parseLong(header.strip());
            }
            JsonElement details = status.get("details");
            if (details != null
                    && details.isJsonObject()
                    && details.getAsJsonObject().has("retryAfterSeconds")) {
                return details.getAsJsonObject().get("retryAfterSeconds").getAsLong();
            }
        } catch (NumberFormatException e) {
            // A date or anything else: come again when it suits us.
            return -1;
        }
        return -1;
    }

    private static String fallback(int code, String body) {
        String line = body.strip();
        if (line.isEmpty()) {
            return "HTTP status " + code;
        }
        return line.length() <= 500 ? line : line.substring(0, 500) + "...";
    }
}
