package io.d2k.domain.engine;

import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.LastRun;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerWaitsTest {
    private static LastRun end(int run, int restarts, long finished) {
        return new LastRun(run, true, 0, false, "", Optional.of(at(0)), Optional.of(at(finished)), restarts);
    }

    @ParameterizedTest(name = "{0}/{1} at {2} after {3}/{4} at {5}: {6}")
    @CsvSource({
        "1, 0, 10, 1, 0, 10, false",
        "2, 0, 10, 1, 0, 10, true",
        "1, 1, 10, 1, 0, 10, true",
        "1, 0, 10, 1, 1, 12, false",
        "1, 0, 10, 2, 0, 12, false",
        "1, 0, 14, 1, 3, 12, true"
    })
    void anEndThatIsToldAgainIsNoNewOne(
            int run, int restarts, long finished, int seenRun, int seenRestarts, long seen, boolean expected) {
        assertEquals(expected, ContainerWaits.follows(end(run, restarts, finished), end(seenRun, seenRestarts, seen)));
    }

    @Test
    void whatTheKubeletBeginsOnceMoreInAPodOfAnEarlierStartIsNoEnd() {
        Observed both = Observed.deployment(Specs.of("web"))
                .last(1, 3, 0)
                .with(r -> r.started(2))
                .pod(
                        1,
                        0,
                        ended(7, 30, 40),
                        p -> p.restarted(1, ended(3, 10, 20)).leaving())
                .pod(2, 0, running(50));
        assertEquals(3, ContainerWaits.end(both.get()).orElseThrow().exitCode());
    }
}
