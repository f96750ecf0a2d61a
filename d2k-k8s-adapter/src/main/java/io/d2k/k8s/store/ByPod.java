package io.d2k.k8s.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What events tell of pods, by the pod's UID. Events come before their pod does, after it has gone and of pods that are
 * nobody's, so of many pods those are forgotten that were asked for longest ago.
 */
final class ByPod<T> extends LinkedHashMap<String, T> {
    private static final long serialVersionUID = 1;
    private static final int PODS = 4096;

    ByPod() {
        super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > PODS;
    }
}
