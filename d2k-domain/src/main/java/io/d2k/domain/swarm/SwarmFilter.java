package io.d2k.domain.swarm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Label filters as a swarm manager applies them, which differs from what the engine does for its own objects. */
public final class SwarmFilter {
    private SwarmFilter() {}

    /**
     * Returns whether labels pass filters.
     *
     * @param wanted {@code key} or {@code key=value}, all of which have to match; an empty value matches any, and of two
     *     values of one key the last one counts
     */
    public static boolean labels(List<String> wanted, Map<String, String> labels) {
        Map<String, String> byKey = new HashMap<>();
        for (String text : wanted) {
            int eq = text.indexOf('=');
            byKey.put(eq < 0 ? text : text.substring(0, eq), eq < 0 ? "" : text.substring(eq + 1));
        }
        return byKey.entrySet().stream()
                .allMatch(w -> labels.containsKey(w.getKey())
                        && (w.getValue().isEmpty() || w.getValue().equals(labels.get(w.getKey()))));
    }
}
