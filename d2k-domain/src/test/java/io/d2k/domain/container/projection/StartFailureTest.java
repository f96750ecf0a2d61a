package io.d2k.domain.container.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ProcessState;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What containerd and CRI-O say, in Docker's words. */
class StartFailureTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failed to generate container \"ab\" spec: failed to generate spec: path \"/tmp\" is mounted on \"/\" but it"
                        + " is not a shared or slave mount"
                        + "| path /tmp is mounted on / but it is not a shared or slave mount",
                "failed to generate spec: path \"/a b\" is mounted on \"/a\" but it is not a shared mount"
                        + "| path /a b is mounted on /a but it is not a shared mount",
                "failed to create containerd task: failed to create shim task: OCI runtime create failed: bad hook: unknown"
                        + "| failed to create task for container: failed to create shim task: OCI runtime create failed:"
                        + " bad hook: unknown",
                "failed to create containerd task: failed to create shim task: OCI runtime create failed: bad hook"
                        + "| failed to create task for container: failed to create shim task: OCI runtime create failed:"
                        + " bad hook: unknown",
                "bad mount | bad mount"
            })
    void whatARuntimeSays(String said, String shown) {
        var end = new ProcessState.Ended(128, "StartError", said, Instant.EPOCH, Instant.EPOCH);
        assertEquals(Optional.of(new StartFailure(shown, 128, false)), StartFailure.of(end));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            time="T" level=error msg="runc create failed: unable to start container process: exec: \\"a\\": permission denied" \
            | 126 | exec: "a": permission denied: unknown
            time="T" level=error msg="runc create failed: unable to start container process: exec: \\"a\\": stat a: no such file or directory" \
            | 127 | exec: "a": stat a: no such file or directory: unknown
            executable file `a` not found in $PATH: No such file or directory \
            | 127 | exec: "a": executable file not found in $PATH: unknown
            the path `/a` exists but it is not executable: Operation not permitted | 126 | exec: "/a": permission denied: unknown
            the path `/a` is not a regular file: Operation not permitted | 126 | exec: "/a": is a directory: unknown: permission denied
            """)
    void whatTheRuntimesOfCrioSay(String said, int code, String shown) {
        var end = new ProcessState.Ended(
                128, "StartError", "container create failed: " + said, Instant.EPOCH, Instant.EPOCH);
        assertEquals(
                Optional.of(new StartFailure(
                        "failed to create task for container: failed to create shim task: OCI runtime create failed:"
                                + " runc create failed: unable to start container process: " + shown,
                        code,
                        false)),
                StartFailure.of(end));
    }
}
