package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.SharedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same engine on a unix socket. */
@ExtendWith(SharedServer.class)
class UnixSocketIT {
    private final D2kServer server;
    private final Docker docker;

    UnixSocketIT(D2kServer server) {
        this.server = server;
        this.docker = new Docker("unix://" + server.socket());
    }

    @Test
    void runsListsAndExecs() {
        assertEquals(
                "hello\n",
                docker.run("run", "--name", "by-socket", "busybox", "echo", "hello")
                        .exits(0)
                        .stdout());
        assertEquals("by-socket", new Docker(server.host()).ok("ps", "-a", "--format", "{{.Names}}"));
        docker.runDetached("up", "sleep 300");
        docker.run("exec", "up", "sh", "-c", "exit 9").exits(9);
        assertEquals(
                "got x\n",
                docker.piped("x\n", "exec", "-i", "up", "sh", "-c", "read l; echo got $l")
                        .stdout());
    }

    @Test
    void isClosedToOtherUsers() throws IOException {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(server.socket()));

        assertEquals("---", permissions.substring(6), permissions);
    }
}
