package io.d2k.domain.event;

import io.d2k.domain.Filters;
import java.util.Map;
import java.util.Set;

/** Which events a filter lets through (moby {@code daemon/events/filter.go}). */
public final class EventFilterRule {
    private static final Set<String> KNOWN = Set.of(
            "config",
            "container",
            "daemon",
            "event",
            "image",
            "label",
            "network",
            "node",
            "plugin",
            "scope",
            "secret",
            "service",
            "type",
            "volume");
    private static final Set<String> OBJECTS = Set.of(
            "config", "container", "daemon", "image", "network", "node", "plugin", "secret", "service", "volume");

    private EventFilterRule() {}

    /**
     * Refuses unknown filters.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    public static void check(Filters filters) {
        filters.allowOnly(KNOWN);
    }

    /** Returns whether the event passes all filters. */
    public static boolean matches(Filters filters, EngineEvent event) {
        return filters.any(
                        "event",
                        wanted ->
                                event.action().equals(wanted) || event.action().startsWith(wanted + ":"))
                && filters.any("type", event.type()::equals)
                && filters.any("scope", "local"::equals)
                && filters.matchesLabels(event.attributes())
                && OBJECTS.stream().allMatch(object -> filters.any(object, wanted -> names(event, object, wanted)));
    }

    private static boolean names(EngineEvent event, String object, String wanted) {
        Map<String, String> attributes = event.attributes();
        if (event.type().equals(object)) {
            return event.actorId().equals(wanted)
                    || (wanted.length() >= 12 && event.actorId().startsWith(wanted))
                    || attributes.getOrDefault("name", "").equals(strip(wanted));
        }
        boolean mentions = event.type().equals("container") && object.equals("image");
        return mentions && attributes.getOrDefault("image", "").equals(wanted)
                || attributes.getOrDefault(object, "").equals(wanted);
    }

    private static String strip(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }
}
