package io.d2k.k8s.stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.d2k.domain.exec.RuntimeWords;
import java.util.Optional;

/** How a session ended, as the node says in its last message. */
sealed interface ExecStatus {
    /** What Docker answers for a process that cannot be started. */
    int CANNOT_START = 126;

    /**
     * The process ended.
     *
     * @param code its exit code
     */
    record Exited(int code) implements ExecStatus {}

    /**
     * The process could not be started.
     *
     * @param message why, in the words of the container runtime
     */
    record NotStarted(String message) implements ExecStatus {}

    /**
     * The node lost the process.
     *
     * @param message the same in the node's words
     */
    record Lost(String message) implements ExecStatus {}

    /** Reads the message. */
    static ExecStatus of(String json) {
        JsonObject status;
        try {
            JsonElement parsed = JsonParser.parseString(json);
            if (!parsed.isJsonObject()) {
                return new Lost(json);
            }
            status = parsed.getAsJsonObject();
        } catch (JsonParseException e) {
            return new Lost(json);
        }
        if (text(status, "status").equals("Success")) {
            return new Exited(0);
        }
        Optional<ExecStatus> exit = exitCode(status).map(Exited::new);
        return exit.orElseGet(() -> failure(text(status, "message")));
    }

    private static ExecStatus failure(String message) {
        // The OCI runtime's own words follow what each layer above has put before them; Docker shows only those.
        int runtime = message.indexOf("OCI runtime exec failed");
        if (runtime >= 0) {
            return new NotStarted(RuntimeWords.shown(message.substring(runtime)));
        }
        boolean notStarted = message.contains("failed to start exec")
                || message.contains("unable to start container process")
                || message.contains("executable file not found")
                || message.contains("no such file or directory")
                || message.contains("permission denied");
        return notStarted ? new NotStarted(message) : new Lost(message);
    }

    private static Optional<Integer> exitCode(JsonObject status) {
        if (!(status.get("details") instanceof JsonObject details)
                || details.get("causes") == null
                || !details.get("causes").isJsonArray()) {
            return Optional.empty();
        }
        for (JsonElement cause : details.getAsJsonArray("causes")) {
            if (cause instanceof JsonObject object && text(object, "reason").equals("ExitCode")) {
                try {
                    return Optional.of(Integer.parseInt(text(object, "message").strip()));
                } catch (NumberFormatException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static String text(JsonObject object, String key) {
        JsonElement value = object.get(key);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
