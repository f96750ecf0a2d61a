package io.d2k.k8s.cache;

import io.kubernetes.client.common.KubernetesObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The objects of one kind, by name. It is told of changes by a watch and of d2k's own writes by whoever made them; the two
 * come in any order, and the newer state wins. A UID that has once gone never comes back, so that late news of it is
 * passed over. Reads take no lock.
 */
public final class ObjectStore<T extends KubernetesObject> {
    /** So many of the UIDs that went last are remembered: more than can be in flight between two threads. */
    private static final int REMEMBERED = 4096;

    private final ConcurrentMap<String, T> byName = new ConcurrentHashMap<>();
    private final Map<String, Long> gone = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final ReentrantLock lock;
    private final Listener<T> listener;
    private long serverVersion;

    /**
     * Makes an empty store.
     *
     * @param lock held while the listener is called; stores that share it change one at a time
     * @param listener told of every change; must not block
     */
    public ObjectStore(ReentrantLock lock, Listener<T> listener) {
        this.lock = lock;
        this.listener = listener;
    }

    /** Returns the object of that name. */
    public Optional<T> get(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns all objects, in no order. */
    public List<T> all() {
        return List.copyOf(byName.values());
    }

    /**
     * Takes over a list.
     *
     * @param items all there is
     * @param version the list's {@code resourceVersion}
     * @param asked when the list was asked for, by {@link System#nanoTime()}
     */
    public void replace(List<T> items, String version, long asked) {
        lock.lock();
        try {
            long listed = Versions.of(version);
            // A server whose count has gone back was restored from a backup: nothing known before holds any more.
            boolean restored = listed < serverVersion;
            serverVersion = listed;
            Map<String, T> fresh = new LinkedHashMap<>();
            items.forEach(item -> fresh.put(item.getMetadata().getName(), item));
            for (T known : all()) {
                boolean written = !restored && Versions.of(known) > listed;
                if (!fresh.containsKey(known.getMetadata().getName()) && !written) {
                    drop(known);
                }
            }
            for (T item : items) {
                Long left = gone.get(uid(item));
                if (left != null && left - asked < 0) {
                    gone.remove(uid(item)); // listed after it was said to have gone: it had not
                }
                if (restored) {
                    put(item);
                } else {
                    seen(item);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes over an object's state as told by a watch, or as answered to d2k's own write. */
    public void seen(T object) {
        lock.lock();
        try {
            T known = byName.get(object.getMetadata().getName());
            boolean old = known != null && Versions.of(known) >= Versions.of(object) && Versions.of(object) != 0;
            if (!old && !gone.containsKey(uid(object))) {
                put(object);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets an object that has gone, as told by a watch or as answered to d2k's own deletion. */
    public void vanished(T object) {
        lock.lock();
        try {
            gone.put(uid(object), System.nanoTime());
            T known = byName.get(object.getMetadata().getName());
            if (known != null && uid(known).equals(uid(object))) {
                drop(known);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes how far the watch has come. */
    void reached(String version) {
        lock.lock();
        try {
            serverVersion = Math.max(serverVersion, Versions.of(version));
        } finally {
            lock.unlock();
        }
    }

    private void put(T object) {
        object.getMetadata().setManagedFields(null); // often the greater part of an object, and never read here
        T before = byName.put(object.getMetadata().getName(), object);
        if (before != null && !uid(before).equals(uid(object))) {
            gone.put(uid(before), System.nanoTime());
            listener.removed(before);
        }
        listener.present(object);
    }

    private void drop(T object) {
        byName.remove(object.getMetadata().getName());
        gone.put(uid(object), System.nanoTime());
        listener.removed(object);
    }

    private static String uid(KubernetesObject object) {
        String uid = object.getMetadata().getUid();
        return uid == null ? "" : uid;
    }

    /** Told of changes, under the store's lock. */
    public interface Listener<T> {
        /** An object is new or has changed. */
        void present(T object);

        /** An object has gone; this is the last state known. */
        void removed(T object);

        /** Returns a listener that tells both. */
        default Listener<T> and(Listener<T> second) {
            Listener<T> first = this;
            return new Listener<>() {
                @Override
                public void present(T object) {
                    first.present(object);
                    second.present(object);
                }

                @Override
                public void removed(T object) {
                    first.removed(object);
                    second.removed(object);
                }
            };
        }

        /** Returns a listener that does nothing. */
        static <T> Listener<T> none() {
            return new Listener<>() {
                @Override
                public void present(T object) {}

                @Override
                public void removed(T object) {}
            };
        }
    }
}
