package io.d2k.k8s.stream;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;

/** What a {@link Handoff} holds things on, in their order. It is used under the handoff's lock. */
interface Shelf<T> {
    /**
     * Adds a thing where there is room.
     *
     * @param weight its weight, in bytes
     * @return whether it was added
     */
    boolean add(T thing, int weight);

    /**
     * Takes the first thing; nothing where there is none.
     *
     * @throws IOException when what is held cannot be had any more
     */
    Optional<T> next() throws IOException;

    /** Drops what is held, and gives back what it was held on. */
    void clear();

    /** Returns one in memory, which holds things up to a weight; a single heavier thing is held, too. */
    static <T> Shelf<T> inMemory(int capacity) {
        return new InMemory<>(capacity);
    }

    /** See {@link #inMemory}. */
    final class InMemory<T> implements Shelf<T> {
        private final ArrayDeque<Weighed<T>> things = new ArrayDeque<>();
        private final int capacity;
        private int weight;

        private InMemory(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public boolean add(T thing, int itsWeight) {
            if (weight > 0 && weight + itsWeight > capacity) {
                return false;
            }
            things.add(new Weighed<>(thing, itsWeight));
            weight += itsWeight;
            return true;
        }

        @Override
        public Optional<T> next() {
            Optional<Weighed<T>> next = Optional.ofNullable(things.poll());
            weight -= next.map(Weighed::weight).orElse(0);
            return next.map(Weighed::thing);
        }

        @Override
        public void clear() {
            things.clear();
            weight = 0;
        }

        private record Weighed<T>(T thing, int weight) {}
    }
}
