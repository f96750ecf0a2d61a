package io.d2k.k8s.client;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Copies of Kubernetes objects; those that caches hold are shared and never changed. */
public final class ObjectCopy {
    private ObjectCopy() {}

    /** Returns a deep copy of an object or a part of one. */
    public static <T> T of(T value, Class<T> type) {
        try {
            return Wire.read(Wire.tree(value), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
