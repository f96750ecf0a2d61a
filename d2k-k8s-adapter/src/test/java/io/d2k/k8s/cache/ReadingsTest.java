package io.d2k.k8s.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private final List<String> read = new ArrayList<>();
    private final Readings<V1ConfigMap, String> readings = new Readings<>(this::meaning, text -> text.substring(0, 1));
    private final ObjectStore<V1ConfigMap> store = new ObjectStore<>(new ReentrantLock(), readings);

    private Optional<String> meaning(V1ConfigMap object) {
        read.add(object.getMetadata().getName());
        return Optional.ofNullable(object.getData().get("text"));
    }

    private static V1ConfigMap object(String name, String uid, int version, Map<String, String> data) {
        return new V1ConfigMap()
                .metadata(new V1ObjectMeta().name(name).uid(uid).resourceVersion(Integer.toString(version)))
                .data(data);
    }

    private void seen(String name, int version, String text) {
        store.seen(object(name, "uid-" + name, version, text.isEmpty() ? Map.of() : Map.of("text", text)));
    }

    private void check(List<String> all, List<String> ofA, List<String> ofB) {
        assertEquals(all, readings.all().stream().sorted().toList());
        assertEquals(ofA, readings.of("a").stream().sorted().toList());
        assertEquals(ofB, readings.of("b").stream().sorted().toList());
    }

    @Test
    void followsTheStore() {
        check(List.of(), List.of(), List.of());
        seen("one", 1, "a1");
        seen("two", 2, "a2");
        check(List.of("a1", "a2"), List.of("a1", "a2"), List.of());
        seen("one", 3, "b1"); // under another key now
        check(List.of("a2", "b1"), List.of("a2"), List.of("b1"));
        seen("two", 4, ""); // means nothing any more
        check(List.of("b1"), List.of(), List.of("b1"));
        seen("two", 5, "b2");
        store.vanished(object("one", "uid-one", 3, Map.of()));
        check(List.of("b2"), List.of(), List.of("b2"));
    }

    @Test
    void objectsThatMeanTheSameAreTwo() {
        seen("one", 1, "a");
        seen("two", 2, "a");
        check(List.of("a", "a"), List.of("a", "a"), List.of());
        store.vanished(object("one", "uid-one", 1, Map.of()));
        check(List.of("a"), List.of("a"), List.of());
    }

    @Test
    void anotherObjectOfTheNameTakesItsPlace() {
        seen("one", 1, "a1");
        store.seen(object("one", "uid-new", 2, Map.of("text", "b1")));
        check(List.of("b1"), List.of(), List.of("b1"));
    }

    @Test
    void questionsReadNothing() {
        seen("one", 1, "a1");
        readings.all();
        readings.of("a");
        readings.of("a");
        assertEquals(List.of("one"), read);
    }
}
