package io.d2k.domain.event;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageReference;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which events a filter lets through (moby {@code daemon/events/filter.go}). */
public final class EventFilterRule {
    private static final Set<String> OBJECTS = Set.of(
            "config", "container", "daemon", "image", "network", "node", "plugin", "secret", "service", "volume");

    private EventFilterRule() {}

    /** Returns whether the event passes all filters. Those that are unknown are passed over, as the Docker Engine does. */
    public static boolean matches(Filters filters, EngineEvent event) {
        return filters.any(
                        "event",
                        wanted ->
                                event.action().equals(wanted) || event.action().startsWith(wanted + ":"))
                && filters.any("type", event.type()::equals)
                && filters.any("scope", event.scope()::equals)
                && filters.matchesLabels(event.attributes())
                && OBJECTS.stream().allMatch(object -> filters.any(object, wanted -> names(event, object, wanted)));
    }

    /** An object is named by its ID or name or a beginning of either; an image by what a container was made of, too. */
    private static boolean names(EngineEvent event, String object, String wanted) {
        Map<String, String> attributes = event.attributes();
        String name = attributes.getOrDefault("name", "");
        if (object.equals("image")) {
            String image = event.type().equals("image") ? name : attributes.getOrDefault("image", "");
            return List.of(event.actorId(), image, withoutTag(event.actorId()), withoutTag(image))
                    .contains(wanted);
        }
        String plain = wanted.startsWith("/") ? wanted.substring(1) : wanted;
        // of whatever type the event is: moby asks only whether one of that name did anything
        return event.actorId().startsWith(wanted) || name.startsWith(plain);
    }

    private static String withoutTag(String image) {
        try {
            return ImageReference.parse(image).familiarName();
        } catch (EngineException e) {
            return image;
        }
    }
}
