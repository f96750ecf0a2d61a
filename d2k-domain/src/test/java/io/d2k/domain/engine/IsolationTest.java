package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.Isolation;
import io.d2k.domain.network.Membership;
import io.d2k.domain.network.NetworkCreated;
import io.d2k.domain.network.NetworkRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers without a common network are kept apart. */
class IsolationTest {
    private final LinkedBlockingQueue<Isolation> applied = new LinkedBlockingQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final Fixture f = new Fixture();

    @BeforeEach
    void begin() {
        f.down();
        f.cluster.isolated = true;
        f.cluster.barriers = Optional.of(isolation -> {
            if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw EngineException.unavailable("the API server does not answer");
            }
            applied.add(isolation);
        });
        f.up();
    }

    @AfterEach
    void close() {
        f.close();
    }

    private String network(String name, boolean internal) {
        return created(name, internal).id();
    }

    private NetworkCreated created(String name, boolean internal) {
        return f.engine
                .networks()
                .create(new NetworkRequest(
                        name, "", "", internal, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
    }

    /** Waits until members of that network are these. */
    private Isolation.Apart await(String network, Set<String> members) throws InterruptedException {
        Isolation.Apart last = Isolation.Apart.NOBODY;
        for (long end = System.nanoTime() + Bounded.LIMIT.toNanos(); System.nanoTime() < end; ) {
            Isolation now = applied.poll(Bounded.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            last = now instanceof Isolation.Apart apart ? apart : last;
            Set<String> found = last.segments().containsKey(network)
                    ? last.segments().get(network).members()
                    : Set.of();
            if (found.equals(members)) {
                return last;
            }
        }
        throw new AssertionError("last: " + last);
    }

    @Test
    void membersJoinAndLeaveAtRunTime() throws InterruptedException {
        String front = network("front", false);
        String a = f.run("aa", Specs.of("busybox").cmd("sleep").network("front"));
        await(front, Set.of(a));
        String b = f.run("bb", Specs.of("busybox").cmd("sleep"));
        f.engine.networks().connect("front", "bb", Membership.PLAIN);
        await(front, Set.of(a, b));
        f.engine.networks().disconnect("front", "aa", false);
        await(front, Set.of(b));
        f.containers.remove(b, true, false);
        await(front, Set.of());
    }

    @Test
    void aContainerIsAMemberBeforeItsPodIsMade() throws InterruptedException {
        String front = network("front", false);
        String id = f.create("aa", Specs.of("busybox").cmd("sleep").network("front"));
        await(front, Set.of(id));
        failures.set(1); // the pass of the start: tried again, and never in the way of the start itself
        Bounded.call(() -> f.containers.start(id));
        await(front, Set.of(id));
    }

    @Test
    void publishedPortsAreOpenUnlessAllNetworksAreInternal() throws InterruptedException {
        String back = network("back", true);
        String open = f.run("aa", Specs.of("busybox").cmd("sleep").publish("", "8080", 80));
        String closed =
                f.run("bb", Specs.of("busybox").cmd("sleep").network("back").publish("", "8081", 80));
        Isolation.Apart now = await(back, Set.of(closed));
        assertTrue(now.segments().get(back).internal());
        assertEquals(Map.of(open, Set.of(new Port(80, Protocol.TCP))), now.published());
    }

    @Test
    void noneIsAMemberOfNothingAndNeedsNoWarning() throws InterruptedException {
        String front = network("front", false);
        assertEquals(
                List.of(),
                f.containers
                        .create(Specs.of("busybox").cmd("sleep").network("none").named("nn"))
                        .warnings());
        String a = f.run("aa", Specs.of("busybox").cmd("sleep").network("front"));
        assertEquals(Set.of(front), await(front, Set.of(a)).segments().keySet());
    }

    @Test
    void withoutIsolationOnlyThoseWithoutANetworkAreCutOffAndTheRestIsWarnedOf() throws InterruptedException {
        assertEquals(List.of(), created("back", true).warnings());
        f.down();
        f.cluster.isolated = false;
        f.up();
        f.run("aa", Specs.of("busybox").cmd("sleep").network("back"));
        String alone = f.run("nn", Specs.of("busybox").cmd("sleep").network("none"));
        awaitUnconnected(Set.of(alone));
        f.containers.remove(alone, true, false);
        awaitUnconnected(Set.of());
        assertEquals(
                List.of("an internal network has a way out all the same without D2K_NETWORK_ISOLATION"),
                created("closed", true).warnings());
        assertEquals(List.of(), created("open", false).warnings());
    }

    private void awaitUnconnected(Set<String> containers) throws InterruptedException {
        Isolation now;
        do {
            now = applied.poll(Bounded.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            assertTrue(now != null, "no more is applied");
        } while (!(now instanceof Isolation.Unconnected some
                && some.containers().equals(containers)));
    }
}
