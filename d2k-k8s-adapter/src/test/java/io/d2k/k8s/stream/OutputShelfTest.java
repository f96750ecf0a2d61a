package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputShelfTest {
    private static final int HELD = 10;

    private final List<OutputShelf> shelves = new ArrayList<>();

    private OutputShelf shelf(SpillSpace space) {
        OutputShelf shelf = new OutputShelf(HELD, space);
        shelves.add(shelf);
        return shelf;
    }

    @AfterEach
    void clear() {
        shelves.forEach(OutputShelf::clear);
    }

    private static boolean add(OutputShelf shelf, byte[] message) {
        return shelf.add(message, message.length);
    }

    /** Messages of random lengths come and go; what is held never fits into memory alone, and goes round in the file. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everythingComesOutOnceAndInOrder(long seed) throws IOException {
        OutputShelf shelf = shelf(new SpillSpace(1, 100));
        Random random = new Random(seed);
        ArrayDeque<byte[]> held = new ArrayDeque<>();
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(100) < 55) {
                byte[] message = new byte[2 + random.nextInt(30)];
                random.nextBytes(message);
                if (add(shelf, message)) {
                    held.add(message);
                } else {
                    refused++;
                }
            } else {
                Optional<byte[]> next = shelf.next();
                assertEquals(held.isEmpty(), next.isEmpty());
                if (next.isPresent()) {
                    assertArrayEquals(held.remove(), next.get());
                }
            }
        }
        assertTrue(refused > 0, "it never was full");
    }

    @Test
    void roomEndsAndComesBack() throws IOException {
        OutputShelf shelf = shelf(new SpillSpace(1, 24));

        assertTrue(add(shelf, new byte[HELD]), "in memory");
        assertTrue(add(shelf, new byte[20]), "in the file");
        assertFalse(add(shelf, new byte[1]));
        assertEquals(HELD, shelf.next().orElseThrow().length);
        assertFalse(add(shelf, new byte[1]), "there is room in memory, but the file comes first");
        assertEquals(20, shelf.next().orElseThrow().length);
        assertTrue(add(shelf, new byte[1]));
        assertEquals(1, shelf.next().orElseThrow().length);
        assertTrue(shelf.next().isEmpty());
    }

    @Test
    void filesAreFewAndGivenBack() {
        SpillSpace space = new SpillSpace(1, 100);
        OutputShelf one = shelf(space);
        OutputShelf two = shelf(space);
        for (OutputShelf shelf : shelves) {
            assertTrue(add(shelf, new byte[HELD]));
        }

        assertTrue(add(one, new byte[2]));
        assertFalse(add(two, new byte[2]), "the only file is taken");
        one.clear();
        assertTrue(add(two, new byte[2]));
    }
}
