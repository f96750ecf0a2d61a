package io.d2k.domain.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a swarm says of updates that stop. */
class UpdateStatusTest {
    static Stream<Arguments> stops() {
        return Stream.of(
                Arguments.of(UpdateStatus.updating(Instant.EPOCH), UpdateStatus.State.PAUSED),
                Arguments.of(UpdateStatus.rollingBack(Instant.EPOCH, "manually"), UpdateStatus.State.ROLLBACK_PAUSED));
    }

    @ParameterizedTest
    @MethodSource("stops")
    void wayBackThatStopsIsAnUpdateByItsWords(UpdateStatus status, UpdateStatus.State state) {
        assertEquals(
                new UpdateStatus(
                        state,
                        Instant.EPOCH,
                        Optional.empty(),
                        "update paused due to failure or early termination of task t1"),
                status.pause("t1"));
    }
}
