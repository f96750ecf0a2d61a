package io.d2k.k8s.cache;

import io.kubernetes.client.common.KubernetesObject;

/** The order of {@code resourceVersion}s: they count up through all changes of one kind of objects. */
final class Versions {
    private Versions() {}

    static long of(KubernetesObject object) {
        String version = object.getMetadata().getResourceVersion();
        return of(version == null ? "" : version);
    }

    /** Returns the version as a number; 0 where it is none, so that what comes in later wins. */
    static long of(String version) {
        try {
            return version.isEmpty() ? 0 : Long.parseUnsignedLong(version);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
