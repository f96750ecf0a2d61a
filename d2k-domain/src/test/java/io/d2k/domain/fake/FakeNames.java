package io.d2k.domain.fake;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.port.out.ContainerNames;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Names in memory. */
public final class FakeNames implements ContainerNames {
    private final Map<String, Map<String, Set<String>>> byContainer = new ConcurrentHashMap<>();
    private volatile Map<String, Map<String, Set<String>>> dotted = Map.of();

    @Override
    public synchronized void publish(ContainerRecord record, Map<String, Set<String>> names) {
        byContainer.put(record.name(), names);
        notifyAll();
    }

    @Override
    public void publishDotted(Map<String, Map<String, Set<String>>> byDomain) {
        dotted = byDomain;
    }

    /** Returns the names with a dot. */
    public Map<String, Map<String, Set<String>>> dotted() {
        return dotted;
    }

    /** Waits until a container resolves exactly these names. */
    public synchronized void await(String container, Set<String> names) throws InterruptedException {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (!byContainer.getOrDefault(container, Map.of()).keySet().equals(names)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("names: " + byContainer);
            }
            wait(1000);
        }
    }
}
