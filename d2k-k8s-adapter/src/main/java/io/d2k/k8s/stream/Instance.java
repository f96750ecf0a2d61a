package io.d2k.k8s.stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * One of the processes that a pod's container has had, one after another.
 *
 * @param pod the pod's name
 * @param uid the pod's UID
 * @param node where it runs
 * @param restart its number, from 0
 * @param latest whether the pod had no later one when it was seen
 */
record Instance(String pod, String uid, String node, int restart, boolean latest) {
    static final String CONTAINER = "main";

    /** What has become of the process, as far as the API server knows. That may be a second late. */
    enum Fate {
        /** It runs, or has not been reported on. */
        RUNNING,
        /** It has ended; no other has followed. */
        ENDED,
        /** It has ended, and another has been started in the same container. */
        REPLACED,
        /** The pod is gone. */
        GONE
    }

    /** Returns what a pod of that name says. */
    Fate fate(JsonObject object) {
        if (!text(object, "metadata", "uid").equals(uid)) {
            return Fate.GONE;
        }
        if (object.get("status") instanceof JsonObject status
                && status.get("containerStatuses") instanceof Iterable<?> containers) {
            for (Object entry : containers) {
                if (entry instanceof JsonObject container
                        && text(container, "name").equals(CONTAINER)) {
                    return containerFate(container);
                }
            }
        }
        return Fate.RUNNING;
    }

    private Fate containerFate(JsonObject container) {
        JsonElement count = container.get("restartCount");
        int reported = count != null && count.isJsonPrimitive() ? count.getAsInt() : 0;
        if (reported > restart) {
            return Fate.REPLACED;
        }
        if (reported < restart || !(container.get("state") instanceof JsonObject state)) {
            return Fate.RUNNING;
        }
        // Waiting is also what a container does before its first start, which it has had only if it has ended before.
        boolean waitsAgain = state.has("waiting")
                && container.get("lastState") instanceof JsonObject earlier
                && earlier.has("terminated");
        return state.has("terminated") || waitsAgain ? Fate.ENDED : Fate.RUNNING;
    }

    private static String text(JsonObject object, String... path) {
        JsonElement value = object;
        for (String key : path) {
            value = value instanceof JsonObject parent ? parent.get(key) : null;
        }
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
