package io.d2k.domain.network;

import io.d2k.domain.image.Port;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who reaches whom. */
public sealed interface Isolation {
    /**
     * Containers reach each other within a segment; whatever is not named here reaches nobody and is reached by nobody.
     *
     * @param segments the networks that have members
     * @param published by container: its ports that everybody reaches
     */
    record Apart(SortedMap<String, Segment> segments, SortedMap<String, SortedSet<Port>> published)
            implements Isolation {
        /** Nobody. */
        public static final Apart NOBODY = new Apart(new TreeMap<>(Map.of()), new TreeMap<>(Map.of()));

        /** Copies the maps. */
        public Apart {
            segments = Collections.unmodifiableSortedMap(new TreeMap<>(segments));
            SortedMap<String, SortedSet<Port>> copy = new TreeMap<>();
            published.forEach((id, ports) -> copy.put(id, Collections.unmodifiableSortedSet(new TreeSet<>(ports))));
            published = Collections.unmodifiableSortedMap(copy);
        }
    }

    /**
     * All reach each other but these, which reach nobody and are reached by nobody.
     *
     * @param containers IDs
     */
    record Unconnected(SortedSet<String> containers) implements Isolation {
        /** Copies the set. */
        public Unconnected {
            containers = Collections.unmodifiableSortedSet(new TreeSet<>(containers));
        }
    }

    /**
     * One network.
     *
     * @param name its name
     * @param internal whether its members reach nothing but each other by it
     * @param members IDs of containers
     */
    record Segment(String name, boolean internal, SortedSet<String> members) {
        /** Copies the set. */
        public Segment {
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        }
    }
}
