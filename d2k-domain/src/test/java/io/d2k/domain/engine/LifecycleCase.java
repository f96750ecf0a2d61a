package io.d2k.domain.engine;

import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.fake.Specs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A test of what becomes of a container, of each kind. */
@Timeout(180)
abstract class LifecycleCase {
    final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    static Specs sleeper() {
        return Specs.of("busybox").cmd("sleep", "100");
    }

    /** A Deployment: it runs the image's own command. */
    static Specs service() {
        return Specs.of("web");
    }

    static Specs service(Mode mode) {
        return service().restart(mode, 0);
    }

    static Specs kind(String workload) {
        return workload.equals("deployment") ? service() : sleeper();
    }
}
