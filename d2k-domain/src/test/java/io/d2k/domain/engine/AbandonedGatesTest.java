package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.Entry;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.log.StdStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class AbandonedGatesTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    /** Lets a pod run whose process another d2k holds back. */
    private FakePod held(String id) throws InterruptedException {
        ObservedContainer container = f.cluster.containers.find(id).orElseThrow();
        f.cluster.containers.prepare(
                id, new PodPlan.AtStart(List.of(), false, PodPlan.Dns.CLUSTER, List.of(), List.of()));
        f.cluster.containers.launch(container.record(), 1, 0, Optional.of(new Entry(List.of("/bin/sh"), true)));
        return f.pod();
    }

    private void look(String id) {
        ObservedContainer now = f.cluster.containers.find(id).orElseThrow();
        new AbandonedGates(f.cluster.containers, f.cluster.nodes, f.cluster.nodes, Duration.ofMillis(1))
                .seen(now.record(), now.pod().orElseThrow());
    }

    @Test
    void whoseD2kHasGoneBegins() throws Exception {
        String id = f.create("box", Specs.of("busybox").cmd("tool"));
        FakePod pod = held(id);
        look(id);
        assertEquals("", pod.awaitInput(), "the end of the input is as good as the word");
        pod.end(0);
    }

    @ParameterizedTest
    @CsvSource({"0, //", "1, /"})
    void aTerminalGetsTheLinesThatItHasNotHad(int had, String lines) throws Exception {
        String id = f.create("box", Specs.of("busybox").cmd("tool").tty());
        FakePod pod = held(id);
        for (int i = 0; i < had; i++) {
            pod.printLogged(StdStream.STDOUT, new byte[] {'\n'});
        }
        look(id);
        assertEquals(lines, pod.awaitInput(lines.length()).replace('\n', '/'));
        pod.end(0);
    }

    @Test
    void whoseInputIsSomebodysKeepsIt() throws Exception {
        String id = f.create("box", Specs.of("busybox").cmd("tool"));
        FakePod pod = held(id);
        pod.printLogged(StdStream.STDOUT, new byte[] {'x'});
        look(id);
        String other = f.create("other", Specs.of("busybox").cmd("tool"));
        FakePod abandoned = held(other);
        look(other);
        assertEquals("", abandoned.awaitInput(), "which was looked at later");
        assertEquals(false, pod.inputClosed());
        pod.end(0);
        abandoned.end(0);
    }
}
