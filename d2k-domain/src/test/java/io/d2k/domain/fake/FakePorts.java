package io.d2k.domain.fake;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.publish.Publication;
import io.d2k.domain.publish.PublishedState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Published ports in memory, each with an address at once. */
public final class FakePorts implements PublishedPorts {
    /** The address of everything. */
    public static final String ADDRESS = "10.0.0.9";

    private final Map<String, PublishedState> states = new ConcurrentHashMap<>();
    private boolean late;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public List<PublishedState> list() {
        return List.copyOf(states.values());
    }

    @Override
    public synchronized void publish(ContainerRecord record, Publication publication) {
        states.put(record.id() + "/" + publication.part(), new PublishedState(record.id(), publication, addresses()));
        tell(record.id());
    }

    private List<String> addresses() {
        return late ? List.of() : List.of(ADDRESS);
    }

    /** Has what is published from now on wait for its address. */
    public synchronized void late() {
        late = true;
    }

    /** Gives addresses to what waits for one. */
    public synchronized void assign() {
        late = false;
        states.replaceAll((key, s) -> new PublishedState(s.containerId(), s.publication(), addresses()));
        states.values().forEach(s -> tell(s.containerId()));
    }

    @Override
    public synchronized void withdraw(PublishedState state) {
        states.remove(state.containerId() + "/" + state.publication().part());
        tell(state.containerId());
    }

    private void tell(String id) {
        notifyAll();
        listeners.forEach(l -> l.accept(id));
    }

    /** Waits until so many publications stand. */
    public synchronized void await(int count) throws InterruptedException {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (states.size() != count) {
            if (System.nanoTime() > end) {
                throw new AssertionError("published: " + states);
            }
            wait(1000);
        }
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
