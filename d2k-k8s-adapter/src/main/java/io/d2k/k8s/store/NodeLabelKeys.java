package io.d2k.k8s.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Which labels of a node were given to it through Docker: only these are Docker's to change. */
final class NodeLabelKeys {
    private NodeLabelKeys() {}

    /** Reads them; none where the annotation is no list of texts. */
    static Set<String> of(V1ObjectMeta metadata) {
        Set<String> keys = new TreeSet<>();
        Keys.annotation(metadata, Keys.NODE_LABELS).ifPresent(text -> {
            try {
                for (JsonElement key : JsonParser.parseString(text).getAsJsonArray()) {
                    keys.add(key.getAsString());
                }
            } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
                keys.clear();
            }
        });
        return keys;
    }

    /** Writes them. */
    static String text(Collection<String> keys) {
        JsonArray array = new JsonArray();
        new TreeSet<>(keys).forEach(array::add);
        return array.toString();
    }
}
