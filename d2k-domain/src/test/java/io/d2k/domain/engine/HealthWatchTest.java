package io.d2k.domain.engine;

import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Healthcheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class HealthWatchTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs checked(Duration interval) {
        return Specs.of("busybox")
                .cmd("sleep", "9")
                .healthcheck(new Healthcheck(
                        List.of("CMD", "true"), interval, Duration.ofMillis(1), Duration.ZERO, Duration.ZERO, 2));
    }

    @Test
    void tellsOfEachChangeAfterTheStart() throws InterruptedException {
        f.cluster.containers.program(FakePod::begin);
        f.run("box", checked(Duration.ofHours(1)));
        FakePod pod = f.pod();
        pod.fails("no").fails("no");
        f.events.await("box", "health_status: unhealthy", 1);
        pod.ready(true);
        f.events.await("box", "health_status: healthy", 1);
    }

    @Test
    void timeAloneMakesUnhealthyWhereNothingIsReported() throws InterruptedException {
        f.cluster.containers.program(FakePod::begin);
        f.cluster.clock.pass(Duration.ofSeconds(1));
        f.run("box", checked(Duration.ofMillis(5)));
        f.cluster.clock.pass(Duration.ofSeconds(1));
        f.events.await("box", "health_status: unhealthy", 1);
    }

    @Test
    void aTimerThatEndsTooEarlyIsSetAgain() throws InterruptedException {
        f.cluster.containers.program(FakePod::begin);
        f.cluster.clock.pass(Duration.ofSeconds(1));
        f.run("box", checked(Duration.ofMillis(5)));
        Thread.sleep(100); // the timer ends, and the clock that tells the time has hardly moved
        f.cluster.clock.pass(Duration.ofSeconds(1));
        f.events.await("box", "health_status: unhealthy", 1);
    }
}
