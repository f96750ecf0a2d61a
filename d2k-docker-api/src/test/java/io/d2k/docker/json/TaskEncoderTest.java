package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskFault;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskEncoderTest {
    private static final Instant TIME = Instant.EPOCH;

    static Stream<Arguments> statuses() {
        return Stream.of(
                Arguments.of(TaskStatus.of(TaskState.PENDING, TIME, "no suitable node"), "", "-"),
                Arguments.of(TaskFault.unresolved("invalid mount target").status(TIME), "", "-"),
                Arguments.of(
                        TaskFault.rejected("invalid signal").status(TIME),
                        "",
                        "{\"ContainerID\":\"\",\"PID\":0,\"ExitCode\":0}"),
                Arguments.of(
                        new TaskStatus(TaskState.FAILED, TIME, "started", "", Optional.of(3)),
                        "c1",
                        "{\"ContainerID\":\"c1\",\"PID\":0,\"ExitCode\":3}"));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void nodeTellsOfAContainerThatItWasToMake(TaskStatus status, String containerId, String expected) {
        var task = new Task("t", 1, "u", "p", 0, "n1", TIME, 1, status, TaskState.SHUTDOWN);

        assertEquals(
                expected,
                TaskEncoder.container(task, containerId).map(DockerJson::text).orElse("-"));
    }
}
