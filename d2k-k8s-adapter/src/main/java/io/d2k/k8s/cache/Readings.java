package io.d2k.k8s.cache;

import io.kubernetes.client.common.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the objects of one store mean, read once at each change rather than at each question, and found by a key. Reads take
 * no lock and see what the store has been told of.
 *
 * @param <T> the objects
 * @param <V> what one of them means; immutable
 */
public final class Readings<T extends KubernetesObject, V> implements ObjectStore.Listener<T> {
    private final Function<T, Optional<V>> reading;
    private final Function<V, String> key;
    private final ConcurrentMap<String, V> byName = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<V>> byKey = new ConcurrentHashMap<>();

    /**
     * Makes one without readings; it is to be told by the store.
     *
     * @param reading what an object means; nothing where it is of another kind, or cannot be read
     * @param key what a reading is asked for by
     */
    public Readings(Function<T, Optional<V>> reading, Function<V, String> key) {
        this.reading = reading;
        this.key = key;
    }

    /** Returns all readings, in no order. */
    public List<V> all() {
        return List.copyOf(byName.values());
    }

    /** Returns the readings of that key, in no order. */
    public List<V> of(String wanted) {
        return byKey.getOrDefault(wanted, List.of());
    }

    @Override
    public void present(T object) {
        String name = object.getMetadata().getName();
        Optional<V> now = reading.apply(object);
        Optional<V> before = Optional.ofNullable(now.isPresent() ? byName.put(name, now.get()) : byName.remove(name));
        if (!now.equals(before)) {
            now.ifPresent(value -> change(value, values -> values.add(value)));
            before.ifPresent(value -> change(value, values -> values.remove(value)));
        }
    }

    @Override
    public void removed(T object) {
        Optional.ofNullable(byName.remove(object.getMetadata().getName()))
                .ifPresent(value -> change(value, values -> values.remove(value)));
    }

    private void change(V value, Consumer<List<V>> change) {
        byKey.compute(key.apply(value), (k, known) -> {
            List<V> values = new ArrayList<>(known == null ? List.of() : known);
            change.accept(values);
            return values.isEmpty() ? null : List.copyOf(values);
        });
    }
}
