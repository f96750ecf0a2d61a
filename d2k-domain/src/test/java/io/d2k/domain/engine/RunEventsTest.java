package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.fake.EventProbe;
import io.d2k.domain.fake.FakeCluster;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunEventsTest {
    private static final ObservedContainer UP =
            Observed.runOnce(Specs.of("busybox")).pod(1, 0, Observed.running(1)).get();
    private static final ObservedContainer OVER = Observed.runOnce(Specs.of("busybox"))
            .pod(1, 0, Observed.ended(0, 1, 2))
            .get();
    private static final String ID = UP.record().id();

    private final FakeCluster cluster = new FakeCluster();
    private final EventLog log = new EventLog(cluster.clock);
    private final EventProbe told = new EventProbe(log);
    private final List<String> furtherDeaths = new CopyOnWriteArrayList<>();
    private final RunEvents runs = new RunEvents(
            new ContainerEvents(log, new AttachedReaders()),
            new ResourceEvents(log, new NetworkLookup(cluster.networks, new PredefinedNetworks(cluster.info, false))),
            record -> furtherDeaths.add(record.id()));

    @AfterEach
    void close() {
        told.close();
        cluster.close();
    }

    private void sees(ObservedContainer now) {
        runs.seen(now.record(), now.pod().orElseThrow());
    }

    /** Returns what has been told by now. */
    private List<String> told(int mark) throws Exception {
        log.publish("network", "create", "n", Map.of("name", "mark"));
        told.await("mark", "create", mark);
        return told.actions(ID);
    }

    @Test
    void whoStopsTellsOfTheDeathAsTheLastThing() throws Exception {
        sees(UP);
        runs.stopping(UP.record());
        sees(OVER);
        assertEquals(List.of("start"), told(1), "the stop has not come back yet");
        runs.stopped(UP.record());
        assertEquals(List.of("start", "stop", "die"), told(2));
        runs.notStopping(UP.record());
        sees(OVER);
        assertEquals(List.of("start", "stop", "die"), told(3));
    }

    @Test
    void whatIsHeldBackHasNotStarted() throws Exception {
        runs.ended(UP.record(), UP.pod().orElseThrow());
        assertEquals(List.of(), told(1));
        runs.ended(OVER.record(), OVER.pod().orElseThrow());
        assertEquals(List.of("start", "die"), told(2), "what has ended had begun");
    }

    @Test
    void aDeathIsToldWhereTheStopFails() throws Exception {
        sees(UP);
        runs.stopping(UP.record());
        sees(OVER);
        runs.notStopping(UP.record());
        assertEquals(List.of("start", "stop", "die"), told(1));
    }

    @Test
    void aStopThatFailsTellsNothingOfWhatGoesOn() throws Exception {
        sees(UP);
        runs.stopping(UP.record());
        runs.notStopping(UP.record());
        assertEquals(List.of("start"), told(1));
        sees(OVER);
        assertEquals(List.of("start", "die"), told(2));
    }

    @Test
    void aSecondStopLosesNoDeathThatTheFirstHasSeen() throws Exception {
        sees(UP);
        runs.stopping(UP.record());
        sees(OVER);
        runs.stopping(UP.record());
        runs.stopped(UP.record());
        runs.stopped(UP.record());
        assertEquals(List.of("start", "stop", "die"), told(1));
    }
}
