package io.d2k.domain.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Filters;
import io.d2k.domain.fake.TestClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As moby's {@code daemon/events/filter.go}. */
class EventFilterRuleTest {
    private static final String ID = "abcdef0123456789".repeat(4);
    private static final EngineEvent DIE = new EngineEvent(
            "container",
            "die",
            ID,
            Map.of("name", "life", "image", "busybox:1.36", "exitCode", "3", "app", "shop"),
            TestClock.START);
    private static final EngineEvent EXEC =
            new EngineEvent("container", "exec_create: sh -c true", ID, Map.of("name", "life"), TestClock.START);
    private static final EngineEvent PULL =
            new EngineEvent("image", "pull", "busybox:1.36", Map.of("name", "busybox"), TestClock.START);
    private static final EngineEvent CONNECT = new EngineEvent(
            "network", "connect", "f".repeat(64), Map.of("name", "back", "container", ID), TestClock.START);

    @ParameterizedTest
    @CsvSource({
        "event, die, true",
        "event, start, false",
        "type, container, true",
        "type, image, false",
        "scope, local, true",
        "scope, swarm, false",
        "container, life, true",
        "container, /life, true",
        "container, li, true",
        "container, other, false",
        "container, abcdef012345, true",
        "container, abc, true",
        "container, bcdef, false",
        "image, busybox:1.36, true",
        "image, busybox, true",
        "image, busy, false",
        "label, app, true",
        "label, app=shop, true",
        "label, app=x, false",
        "network, back, false",
    })
    void filtersAContainersEvents(String name, String value, boolean passes) {
        assertEquals(passes, EventFilterRule.matches(new Filters(Map.of(name, List.of(value))), DIE));
    }

    @Test
    void filtersOtherEvents() {
        assertEquals(true, matches(EXEC, "event", "exec_create"));
        assertEquals(true, matches(EXEC, "event", "exec_create: sh -c true"));
        assertEquals(false, matches(EXEC, "event", "exec_start"));
        assertEquals(true, matches(PULL, "image", "busybox:1.36"));
        assertEquals(true, matches(PULL, "image", "busybox"));
        assertEquals(
                true, matches(PULL, "container", "busybox"), "an image of that name, which Docker does not tell apart");
        assertEquals(true, matches(CONNECT, "network", "back"));
        assertEquals(false, matches(CONNECT, "container", ID), "an event of a network, though it names the container");
        assertEquals(true, matches(CONNECT, "container", "ba"));
        Filters both = new Filters(Map.of("event", List.of("die", "connect"), "type", List.of("network")));
        assertEquals(true, EventFilterRule.matches(both, CONNECT));
        assertEquals(false, EventFilterRule.matches(both, DIE));
    }

    private static boolean matches(EngineEvent event, String name, String value) {
        return EventFilterRule.matches(new Filters(Map.of(name, List.of(value))), event);
    }

    @Test
    void unknownFiltersArePassedOver() {
        assertEquals(true, matches(DIE, "bogus", "x"));
    }
}
