package io.d2k.domain.engine;

import io.d2k.domain.image.ImageFacts;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Images of which something has turned out. It only spares useless tries, so memory is the place for it, and it is bounded. */
final class ImageMemory {
    private static final int REMEMBERED = 500;

    private final Set<String> known = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    /** Returns whether it has turned out of that image. */
    boolean knows(String image, Optional<ImageFacts> facts) {
        return known.contains(key(image, facts));
    }

    /** Remembers an image; returns false where it was known. */
    boolean learn(String image, Optional<ImageFacts> facts) {
        return known.add(key(image, facts));
    }

    private static String key(String image, Optional<ImageFacts> facts) {
        return facts.map(ImageFacts::id).orElse(image);
    }
}
