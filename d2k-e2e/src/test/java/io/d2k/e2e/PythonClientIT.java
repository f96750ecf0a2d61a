package io.d2k.e2e;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.SharedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** python3-docker, the Python client: its checks are in Python. */
@ExtendWith(SharedServer.class)
class PythonClientIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final D2kServer server;

    PythonClientIT(D2kServer server) {
        this.server = server;
    }

    @Test
    void theChecksInPythonPass() {
        Path script = Cluster.root().resolve("d2k-e2e/src/test/python/python_client_test.py");

        // Debian's own interpreter: only that one sees Debian's package.
        Program.run(
                        LIMIT,
                        Map.of("DOCKER_HOST", server.host(), "PYTHONDONTWRITEBYTECODE", "1"),
                        List.of("/usr/bin/python3", script.toString()))
                .exits(0);
    }
}
