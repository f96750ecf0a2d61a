package io.d2k.k8s.cache;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.d2k.domain.error.EngineException;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.client.Retries;
import io.d2k.k8s.client.StatusException;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Preconditions;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One kind of d2k's objects: read from memory, written with retries, and each write visible to the next read. Objects
 * of the namespace that d2k does not own are neither seen nor changed.
 */
public final class CachedResource<T extends KubernetesObject> implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CachedResource.class.getName());
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 404, 405, 409, 415, 422);

    private final Resource<T> resource;
    private final ObjectStore<T> store;
    private final Reflector<T> reflector;

    /**
     * Makes one that is not kept up to date yet.
     *
     * @param lock shared by the kinds whose listeners share state
     * @param listener told of every change, under the lock; must not block
     */
    public CachedResource(
            KubernetesClients clients,
            Kind<T> kind,
            Reflector.Pace pace,
            ReentrantLock lock,
            ObjectStore.Listener<T> listener) {
        this.resource = new Resource<>(clients, kind);
        this.store = new ObjectStore<>(lock, listener);
        this.reflector = new Reflector<>(resource, selector(kind), store, pace);
    }

    /** Parts of start files are large, and nobody reads them. */
    private static String selector(Kind<?> kind) {
        if (!kind.namespaced()) {
            return "";
        }
        return kind.equals(Kind.CONFIG_MAP) ? Keys.OWNED + "," + Keys.KIND + "!=" + Keys.KIND_START_PART : Keys.OWNED;
    }

    /** Starts to fill the memory in the background; call it once. */
    public void start() {
        reflector.start();
    }

    /** Takes the memory for filled as it is, and keeps it up to date by own writes and {@link #told} alone. */
    public void startAlone() {
        reflector.startAlone();
    }

    /** Takes over an object's state that somebody else has made. */
    public void told(T object) {
        store.seen(object);
    }

    /** Completes when the memory was filled for the first time. */
    public CompletableFuture<Void> synced() {
        return reflector.synced();
    }

    /** Completes when the memory was filled for the first time, or could not be. */
    public CompletableFuture<Void> attempted() {
        return reflector.attempted();
    }

    /** Returns why the memory is not kept up to date at the moment, nothing when it is. */
    public Optional<String> trouble() {
        return reflector.trouble();
    }

    /** Returns the object of that name. */
    public Optional<T> get(String name) {
        return store.get(name);
    }

    /** Returns all objects, in no order. */
    public List<T> all() {
        return store.all();
    }

    /**
     * Makes an object. One that is already there and has the same name and the same identity is taken for it: an earlier
     * attempt whose answer was lost, or another d2k, made it.
     *
     * @throws EngineException of kind {@code CONFLICT} when the name is taken by something else
     */
    public T create(T object) {
        String name = object.getMetadata().getName();
        T made = Retries.call("create " + resource.kind().name() + " " + name, again -> {
            try {
                return resource.create(object);
            } catch (StatusException e) {
                if (e.code() != 409) {
                    throw e;
                }
                return existing(object).orElseThrow(() -> e);
            }
        });
        store.seen(made);
        return made;
    }

    private Optional<T> existing(T wanted) throws IOException {
        try {
            T found = resource.get(wanted.getMetadata().getName());
            return Optional.of(found).filter(f -> Keys.sameIdentity(wanted.getMetadata(), f.getMetadata()));
        } catch (StatusException e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Replaces an object that was read before.
     *
     * @throws EngineException of kind {@code CONFLICT} when somebody else changed it meanwhile, {@code NOT_FOUND} when it
     *     has gone
     */
    public T replace(T object) {
        String name = object.getMetadata().getName();
        T written = Retries.call("replace " + resource.kind().name() + " " + name, again -> resource.replace(object));
        store.seen(written);
        return written;
    }

    /**
     * Changes an object by a JSON merge patch that holds {@code metadata.resourceVersion}.
     *
     * @throws EngineException as {@link #replace} does
     */
    public T patch(String name, JsonObject patch) {
        T written = Retries.call("patch " + resource.kind().name() + " " + name, again -> resource.patch(name, patch));
        store.seen(written);
        return written;
    }

    /**
     * Changes a subresource of an object by a JSON patch (RFC 6902).
     *
     * @param part the subresource, such as {@code resize}
     * @return the object as it is now, nothing where the server refuses: it has no such subresource, or not for us, or
     *     not this change
     */
    public Optional<T> patchPart(String name, String part, JsonArray patch) {
        String what = "patch " + part + " of " + resource.kind().name() + " " + name;
        Optional<T> written = Retries.call(what, again -> {
            try {
                return Optional.of(resource.patchPart(name, part, patch));
            } catch (StatusException e) {
                if (REFUSALS.contains(e.code())) {
                    LOG.log(Level.DEBUG, what + " was refused", e);
                    return Optional.<T>empty();
                }
                throw e;
            }
        });
        written.ifPresent(store::seen);
        return written;
    }

    /**
     * Evicts a pod; one that has gone is fine.
     *
     * @throws EngineException {@code UNAVAILABLE} when a disruption budget keeps it for now
     */
    public void evict(T pod) {
        V1ObjectMeta metadata = pod.getMetadata();
        Retries.call("evict Pod " + metadata.getName(), again -> {
            try {
                resource.evict(metadata.getName(), metadata.getNamespace());
            } catch (StatusException e) {
                if (e.code() != 404) {
                    throw e;
                }
            }
            return metadata;
        });
    }

    /** Reads an object from the server; nothing when it has gone or is not d2k's. */
    public Optional<T> refresh(String name) {
        Optional<T> now = Retries.call("get " + resource.kind().name() + " " + name, again -> {
            try {
                return Optional.of(resource.get(name));
            } catch (StatusException e) {
                if (e.code() == 404) {
                    return Optional.<T>empty();
                }
                throw e;
            }
        });
        Optional<T> owned = now.filter(object -> !resource.kind().namespaced() || Keys.owned(object.getMetadata()));
        if (owned.isPresent()) {
            store.seen(owned.get());
        } else {
            store.get(name).ifPresent(store::vanished);
        }
        return owned;
    }

    /**
     * Deletes exactly this object, never another one of its name; an absent one is fine.
     *
     * @param graceSeconds nothing for the object's own
     */
    public void delete(T object, OptionalLong graceSeconds) {
        V1ObjectMeta metadata = object.getMetadata();
        if (!Keys.owned(metadata)) {
            throw EngineException.internal(
                    "refusing to delete " + resource.kind().name() + " " + metadata.getName() + ", which is not d2k's");
        }
        var options = new V1DeleteOptions()
                .preconditions(new V1Preconditions().uid(metadata.getUid()))
                .propagationPolicy("Background");
        graceSeconds.ifPresent(options::gracePeriodSeconds);
        Optional<T> left = Retries.call("delete " + resource.kind().name() + " " + metadata.getName(), again -> {
            try {
                return resource.delete(metadata.getName(), options);
            } catch (StatusException e) {
                // 409: the name belongs to another object by now, so this one has gone.
                if (e.code() == 404 || e.code() == 409) {
                    return Optional.<T>empty();
                }
                throw e;
            }
        });
        left.ifPresentOrElse(store::seen, () -> store.vanished(object));
    }

    /** Ends the watch. */
    @Override
    public void close() {
        reflector.close();
    }
}
