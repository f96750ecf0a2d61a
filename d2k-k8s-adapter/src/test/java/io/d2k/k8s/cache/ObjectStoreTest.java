package io.d2k.k8s.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {
    private final List<String> told = new ArrayList<>();
    private final ObjectStore<V1ConfigMap> store =
            new ObjectStore<>(new ReentrantLock(), new ObjectStore.Listener<V1ConfigMap>() {
                @Override
                public void present(V1ConfigMap object) {
                    told.add("+" + text(object));
                }

                @Override
                public void removed(V1ConfigMap object) {
                    told.add("-" + text(object));
                }
            });

    @Test
    void theNewerStateWinsInWhateverOrderItComes() {
        store.seen(map("a", "u1", 10));
        store.seen(map("a", "u1", 9));
        store.seen(map("a", "u1", 10));
        store.seen(map("a", "u1", 11));
        assertEquals(List.of("+a/u1@10", "+a/u1@11"), told);
    }

    @Test
    void whatHasGoneDoesNotComeBackByLateNews() {
        store.seen(map("a", "u1", 10));
        store.vanished(map("a", "u1", 10));
        store.seen(map("a", "u1", 12)); // the watch tells of a change made before the deletion
        store.vanished(map("a", "u1", 13)); // and then of the deletion
        assertEquals(List.of("+a/u1@10", "-a/u1@10"), told);
        assertTrue(store.all().isEmpty());
    }

    @Test
    void anAnswerThatComesAfterTheDeletionIsPassedOver() {
        store.seen(map("a", "u1", 10));
        store.vanished(map("a", "u1", 12));
        store.seen(map("a", "u1", 10)); // the answer to d2k's own creation, late
        assertTrue(store.all().isEmpty());
    }

    @Test
    void anotherObjectOfTheSameNameIsAnother() {
        store.seen(map("a", "u1", 10));
        store.seen(map("a", "u2", 20));
        store.vanished(map("a", "u1", 15));
        assertEquals(List.of("+a/u1@10", "-a/u1@10", "+a/u2@20"), told);
        assertEquals(Optional.of("a/u2@20"), store.get("a").map(ObjectStoreTest::text));
    }

    @Test
    void aListRemovesWhatIsNotInItAndKeepsWhatWasWrittenAfterIt() {
        store.replace(List.of(map("a", "u1", 10), map("b", "u2", 11)), "12", System.nanoTime());
        store.seen(map("c", "u3", 20));
        store.seen(map("b", "u2", 21));
        told.clear();
        store.replace(List.of(map("b", "u2", 15)), "18", System.nanoTime());
        assertEquals(List.of("-a/u1@10"), told);
        assertEquals(Optional.of("b/u2@21"), store.get("b").map(ObjectStoreTest::text));
        assertTrue(store.get("c").isPresent());
    }

    @Test
    void aListAskedForBeforeADeletionDoesNotUndoIt() {
        store.seen(map("a", "u1", 10));
        long asked = System.nanoTime();
        store.vanished(map("a", "u1", 10));
        store.replace(List.of(map("a", "u1", 10)), "11", asked);
        assertTrue(store.all().isEmpty());
    }

    @Test
    void aListAskedForAfterADeletionKnowsBetter() {
        store.seen(map("a", "u1", 10));
        store.vanished(map("a", "u1", 10));
        store.replace(List.of(map("a", "u1", 11)), "12", System.nanoTime());
        assertEquals(1, store.all().size());
    }

    @Test
    void aServerRestoredFromABackupIsBelieved() {
        store.replace(List.of(map("a", "u1", 100), map("b", "u2", 90)), "100", System.nanoTime());
        store.seen(map("c", "u3", 110));
        store.replace(List.of(map("a", "u1", 40)), "50", System.nanoTime());
        assertEquals(
                List.of("a/u1@40"),
                store.all().stream().map(ObjectStoreTest::text).toList());
    }

    private static String text(V1ConfigMap map) {
        V1ObjectMeta metadata = map.getMetadata();
        return metadata.getName() + "/" + metadata.getUid() + "@" + metadata.getResourceVersion();
    }

    private static V1ConfigMap map(String name, String uid, long version) {
        return new V1ConfigMap()
                .metadata(new V1ObjectMeta().name(name).uid(uid).resourceVersion(Long.toString(version)));
    }
}
