package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeCluster;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.NameAnswer;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.port.in.NameLookups.Asker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What containers get to know that ask a name server. */
@Timeout(180)
class NameTablesTest {
    /** Of every pod here. */
    private static final String POD = "10.0.0.7";

    private static final Asker IN_POD = new Asker(POD, Optional.empty());
    private static final NameAnswer FOUND = new NameAnswer.Addresses(Set.of(POD));

    private static NameTables tables(FakeCluster cluster, Duration arrival) {
        return NameTables.of(
                Surroundings.of(
                        cluster.containers,
                        cluster.networks,
                        cluster.info,
                        cluster.swarm,
                        Optional.empty(),
                        cluster.clock),
                cluster.swarm.map(SwarmEngine.Ports::services),
                arrival);
    }

    /** Changes are told of by another thread. */
    private static void await(NameAnswer expected, NameTables tables, Asker from, String name) {
        long end = System.nanoTime() + Bounded.LIMIT.toNanos();
        while (!tables.lookup(from, name).equals(expected) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(expected, tables.lookup(from, name));
    }

    private static NameAnswer elsewhere(String... servers) {
        return new NameAnswer.Elsewhere(List.of(servers));
    }

    private static void network(Engine engine, String name, String driver) {
        engine.networks()
                .create(new NetworkRequest(
                        name, driver, "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
    }

    private static Specs box(String network) {
        return Specs.of("busybox").cmd("sleep", "9").network(network);
    }

    @Test
    void namesAreThoseOfNow() {
        try (var f = new Fixture();
                NameTables tables = tables(f.cluster, Duration.ZERO)) {
            network(f.engine, "net", "");
            assertEquals(elsewhere(), tables.lookup(IN_POD, "my_db"), "nobody is at this address");
            f.run("my_db", box("net").dns("192.0.2.53"));
            await(FOUND, tables, IN_POD, "my_db");
            assertEquals(FOUND, tables.lookup(IN_POD, "my_db.net"));
            assertEquals(Optional.of("my_db.net"), tables.nameOf(IN_POD, POD));
            assertEquals(Optional.empty(), tables.nameOf(IN_POD, "10.0.0.8"));
            assertEquals(elsewhere("192.0.2.53"), tables.lookup(IN_POD, "example.com"));
            f.containers.rename("my_db", "new_db");
            await(FOUND, tables, IN_POD, "new_db");
            assertEquals(elsewhere("192.0.2.53"), tables.lookup(IN_POD, "my_db"));
        }
    }

    @Test
    void whoSearchesIsKnownByTheDomain() {
        try (var f = new Fixture();
                NameTables tables = tables(f.cluster, Duration.ZERO)) {
            network(f.engine, "one", "");
            network(f.engine, "two", "");
            f.run("first", box("one"));
            String second = f.run("second", box("two"));
            Asker early = new Asker("10.9.9.9", Optional.of(second.substring(0, 20)));
            await(FOUND, tables, early, "second");
            assertEquals(elsewhere(), tables.lookup(early, "first"));
            Asker nobody = new Asker("10.9.9.9", Optional.of("f".repeat(20)));
            assertEquals(elsewhere(), tables.lookup(nobody, "second"));
        }
    }

    @Test
    void whoAsksInItsFirstMomentIsWaitedFor() {
        try (var f = new Fixture();
                NameTables tables = tables(f.cluster, Bounded.LIMIT)) {
            network(f.engine, "net", "");
            FutureTask<NameAnswer> answer = Bounded.start(() -> tables.lookup(IN_POD, "late"));
            f.run("late", box("net"));
            assertEquals(FOUND, Bounded.get(answer));
        }
    }

    @Test
    void tasksFindEachOther() {
        try (var cluster = new FakeCluster()) {
            var swarm = new FakeSwarm();
            cluster.swarm = Optional.of(swarm.ports());
            try (Engine engine = cluster.engine();
                    NameTables tables = tables(cluster, Duration.ZERO)) {
                engine.begin();
                network(engine, "ov", "overlay");
                var services = engine.services().orElseThrow().services();
                services.create(web().networks("ov").spec(), Optional.empty());
                swarm.services.show(pod("a", 1, 1, running(1)));
                String id = services.inspect("web").record().id();
                Asker early = new Asker("10.9.9.9", Optional.of(id.substring(0, 20)));
                NameAnswer found = tables.lookup(early, "tasks.web");
                assertEquals(NameAnswer.Addresses.class, found.getClass());
                assertEquals(found, tables.lookup(early, "web"));
                String address =
                        ((NameAnswer.Addresses) found).addresses().iterator().next();
                assertEquals(found, tables.lookup(new Asker(address, Optional.empty()), "tasks.web"));
            }
        }
    }
}
