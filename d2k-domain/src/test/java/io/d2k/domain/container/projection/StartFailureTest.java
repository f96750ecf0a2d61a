package io.d2k.domain.container.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ProcessState;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What containerd says, in Docker's words. */
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
                "bad mount | bad mount"
            })
    void whatARuntimeSays(String said, String shown) {
        var end = new ProcessState.Ended(128, "StartError", said, Instant.EPOCH, Instant.EPOCH);
        assertEquals(Optional.of(new StartFailure(shown, 128, false)), StartFailure.of(end));
    }
}
