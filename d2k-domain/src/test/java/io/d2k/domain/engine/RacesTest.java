package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.container.ContainerView;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Clients that change networks and volumes at the same time. */
class RacesTest extends LifecycleCase {
    private String create(String name) {
        return f.engine
                .networks()
                .create(new NetworkRequest(name, "", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"))
                .id();
    }

    /** Begins a call in the middle of the next change, which is over before anything comes of it. */
    private static <T> AtomicReference<FutureTask<T>> meanwhile(FakeStores.Changing store, Callable<T> call) {
        AtomicReference<FutureTask<T>> second = new AtomicReference<>();
        store.meanwhile(() -> {
            FutureTask<T> task = Bounded.start(call);
            second.set(task);
            assertThrows(TimeoutException.class, () -> task.get(100, TimeUnit.MILLISECONDS));
        });
        return second;
    }

    @Test
    void oneOfTwoNetworksOfANameIsMade() {
        var second = meanwhile(f.cluster.networks, () -> create("mesh"));
        create("mesh");
        Fixture.refused(ErrorKind.CONFLICT, "network with name mesh already exists", () -> Bounded.get(second.get()));
        assertEquals(
                1,
                f.engine.networks().list(io.d2k.domain.Filters.NONE).stream()
                        .map(NetworkView::record)
                        .filter(n -> n.name().equals("mesh"))
                        .count());
    }

    @Test
    void nobodyJoinsANetworkThatIsBeingRemoved() {
        String id = f.run("box", sleeper());
        create("mesh");
        var second = meanwhile(f.cluster.networks, () -> {
            f.engine.networks().connect("mesh", id, Membership.PLAIN);
            return true;
        });
        f.engine.networks().remove("mesh");
        Fixture.refused(ErrorKind.NOT_FOUND, "network mesh not found", () -> Bounded.get(second.get()));
        assertEquals(
                List.of("bridge"),
                f.containers.inspect(id).networks().stream()
                        .map(ContainerView.Endpoint::name)
                        .toList());
    }

    private String mounting(String... volumes) {
        return f.create("box", sleeper().binds(volumes));
    }

    @Test
    void nobodyRemovesAVolumeOfAContainerThatIsBeingMade() {
        f.engine.volumes().create("old", "", Map.of(), Map.of());
        AtomicReference<String> words = new AtomicReference<>("");
        f.cluster.volumes.meanwhile(() -> words.set(
                assertThrows(EngineException.class, () -> f.engine.volumes().remove("old", false))
                        .getMessage()));
        String id = mounting("old:/old", "new:/new");
        assertEquals("remove old: volume is in use - [" + id + "]", words.get());
        f.containers.remove(id, false, false);
        f.engine.volumes().remove("old", false);
    }

    @Test
    void aVolumeThatIsBeingRemovedIsMadeAnewForAContainer() throws Exception {
        f.engine.volumes().create("data", "", Map.of(), Map.of("old", ""));
        var second = meanwhile(f.cluster.volumes, () -> mounting("data:/data"));
        f.engine.volumes().remove("data", false);
        Bounded.get(second.get());
        assertEquals(Map.of(), f.engine.volumes().inspect("data").labels());
    }
}
